/** The worker around hashFile: one file after another, with how far it is. Nothing else may live here. */
import { hashFile } from "./sha256.ts";

export interface ToHash {
  file: Blob;
}

export type Hashed = { done: number } | { sha256: string } | { error: string };

addEventListener("message", ({ data }: MessageEvent<ToHash>) => {
  void hashFile(data.file, (done) => postMessage({ done } satisfies Hashed)).then(
    (sha256) => postMessage({ sha256 } satisfies Hashed),
    (error: unknown) => postMessage({ error: String(error) } satisfies Hashed),
  );
});
