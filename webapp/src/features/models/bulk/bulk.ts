/**
 * The same thing done to many, a few at a time: every one ends as done, failed with its error, or left alone because
 * the whole was cancelled. Nothing is lost and nothing is begun after a cancel. Knows no noun and no React.
 */

import { failureOf } from "../../../lib/failure.ts";

/** How many requests are under way at once: a browser has six connections, and the table wants some too. */
export const AT_ONCE = 4;

export type Outcome = { state: "done" } | { state: "failed"; error: unknown } | { state: "left" };

export interface BulkOptions {
  signal: AbortSignal;
  atOnce?: number;
  onOutcome: (id: string, outcome: Outcome) => void;
}

/** Do `act` to every id; resolves when each has its outcome, and never rejects. */
export async function runAll(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
  { signal, atOnce = AT_ONCE, onOutcome }: BulkOptions,
): Promise<void> {
  const waiting = [...ids].toReversed();
  async function lane(): Promise<void> {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      onOutcome(id, signal.aborted ? { state: "left" } : await attempt(act, id));
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, lane));
}

const TRIES = 3;
const MOST_SECONDS = 30;

/** Ask again what the server was too busy for, after the time that it names. */
export function patient(act: (id: string) => Promise<unknown>, signal: AbortSignal): typeof act {
  return async (id) => {
    for (let left = TRIES; ; left -= 1) {
      try {
        return await act(id);
      } catch (error) {
        const { status, details } = failureOf(error);
        if (left === 0 || signal.aborted || (status !== 429 && status !== 503)) throw error;
        const seconds = Number(details["retry_after"] ?? 1);
        await pause(Math.min(MOST_SECONDS, seconds) * 1000, signal);
      }
    }
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** An act that is under way when the whole is cancelled is waited for: its outcome is known then, not guessed. */
async function attempt(act: (id: string) => Promise<unknown>, id: string): Promise<Outcome> {
  try {
    await act(id);
    return { state: "done" };
  } catch (error) {
    return { state: "failed", error };
  }
}
