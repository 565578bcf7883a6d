/**
 * The SHA-256 of a file of any size, read by slices. Files that fit into memory go to the browser's own code, which cannot
 * stream and is only there on secure origins; the others to @noble/hashes. Runs in a worker.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const SLICE = 4 * 2 ** 20;
/** Up to here a file is read whole. */
const WHOLE = 32 * 2 ** 20;

/** Hash a file; told is how many bytes are done. */
export async function hashFile(file: Blob, onBytes: (done: number) => void): Promise<string> {
  // `subtle` is missing on plain HTTP.
  const own = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (file.size <= WHOLE && own !== undefined) {
    return bytesToHex(new Uint8Array(await own.digest("SHA-256", await file.arrayBuffer())));
  }
  const digest = sha256.create();
  // The next slice is read while this one is hashed.
  let coming = read(file, 0);
  for (let start = 0; start < file.size; start += SLICE) {
    const bytes = await coming;
    coming = read(file, start + SLICE);
    digest.update(bytes);
    onBytes(start + bytes.length);
  }
  return bytesToHex(digest.digest());
}

async function read(file: Blob, start: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(start, start + SLICE).arrayBuffer());
}
