/**
 * The SHA-256 of a file of any size, read by slices. Files that fit into memory go to the browser's own code, which cannot
 * stream and is only there on secure origins; the others to hash-wasm, and where a policy in between allows no WebAssembly to
 * @noble/hashes, which takes five times as long. Runs in a worker.
 */
import { sha256 as inScript } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { createSHA256 } from "hash-wasm";

const SLICE = 4 * 2 ** 20;
const AHEAD = 3;
/** Up to here a file is read whole. */
const WHOLE = 32 * 2 ** 20;

/** Hash a file; told is how many bytes are done. */
export async function hashFile(file: Blob, onBytes: (done: number) => void): Promise<string> {
  // `subtle` is missing on plain HTTP.
  const own = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (file.size <= WHOLE && own !== undefined) {
    return bytesToHex(new Uint8Array(await own.digest("SHA-256", await file.arrayBuffer())));
  }
  const digest = await streaming();
  // Some slices are read ahead, so that hashing waits for no disk.
  const coming = Array.from({ length: AHEAD }, (_, at) => read(file, at * SLICE));
  for (let start = 0; start < file.size; start += SLICE) {
    const bytes = await coming.shift()!;
    coming.push(read(file, start + AHEAD * SLICE));
    digest.update(bytes);
    onBytes(start + bytes.length);
  }
  return digest.hex();
}

interface Digest {
  update: (bytes: Uint8Array) => void;
  hex: () => string;
}

async function streaming(): Promise<Digest> {
  try {
    const digest = await createSHA256();
    digest.init();
    return { update: (bytes) => void digest.update(bytes), hex: () => digest.digest("hex") };
  } catch {
    const digest = inScript.create();
    return { update: (bytes) => void digest.update(bytes), hex: () => bytesToHex(digest.digest()) };
  }
}

function read(file: Blob, start: number): Promise<Uint8Array> {
  const bytes = file.slice(start, start + SLICE).arrayBuffer();
  // Of several slices that fail, the first to be waited for says so; the others must not count as unheard.
  bytes.catch(() => undefined);
  return bytes.then((buffer) => new Uint8Array(buffer));
}
