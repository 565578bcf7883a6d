/** Sends the parts of an upload, a few at a time. A part that cannot be sent ends its own file, not the others. */
import { failureOf } from "../../../lib/failure.ts";
import { mayPass, type Retry } from "./retry.ts";
import type { Piece } from "./plan.ts";
import type { PartUrl, Urls } from "./urls.ts";

/** At once. */
export const PARALLEL = 4;
/** How often a part may be refused in a row, with fresh URLs in between. */
const REFUSALS = 3;

/** The file is not the one any more that was hashed, or cannot be read. */
export class UnreadableFile extends Error {
  readonly code = "file_changed";
}

export type Put = (
  to: PartUrl,
  bytes: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface Sending {
  urls: Urls;
  put: Put;
  retry: Retry;
  signal: AbortSignal;
  /** How much of a part is on its way: grows, and falls back to 0 where it has to be sent again. */
  onSent: (piece: Piece, bytes: number) => void;
  onDone: (piece: Piece) => void;
}

/** Send all pieces; the answer has the error of each file that could not be sent, by SHA-256. Throws only if aborted. */
export async function sendAll(all: readonly Piece[], sending: Sending): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  let next = 0;
  async function worker(): Promise<void> {
    while (next < all.length) {
      const piece = all[next]!;
      next += 1;
      if (failures.has(piece.sha256)) continue;
      try {
        await sendOne(piece, sending);
      } catch (error) {
        sending.signal.throwIfAborted();
        failures.set(piece.sha256, error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, all.length) }, worker));
  return failures;
}

async function sendOne(piece: Piece, { urls, put, retry, signal, onSent, onDone }: Sending): Promise<void> {
  let stale = false;
  let refusals = 0;
  const attempt = async (): Promise<void> => {
    const url = await urls.take(piece, stale);
    const bytes = piece.file.slice(piece.start, piece.start + piece.size);
    try {
      await put(url, bytes, (sent) => onSent(piece, sent), signal);
    } catch (error) {
      onSent(piece, 0);
      signal.throwIfAborted();
      // A store that came back may have other addresses, and a refused URL is most often too old.
      stale = true;
      await checkReadable(bytes);
      if (!mayPass(error) && (failureOf(error).status === 0 || (refusals += 1) >= REFUSALS)) throw error;
      if (!mayPass(error)) return await attempt();
      throw error;
    }
    onDone(piece);
  };
  await retry.again(attempt, signal);
}

/** A file that changed or went away looks like a broken connection until it is read. */
async function checkReadable(bytes: Blob): Promise<void> {
  try {
    await bytes.slice(0, 1).arrayBuffer();
  } catch {
    throw new UnreadableFile();
  }
}
