/**
 * Bytes to the S3 store by presigned URL, with how many are sent: the one place that needs an XMLHttpRequest, since fetch does
 * not tell. Knows no upload and never tries again.
 */
import type { Put } from "./queue.ts";
import { ApiError } from "../../../api/client.ts";

/** The browser sets it itself, and refuses anybody else. */
const OWN_HEADER = "content-length";

/** PUT the bytes of one part. */
export const putPart: Put = (to, bytes, onSent, signal) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open("PUT", to.url);
    for (const [name, value] of Object.entries(to.headers)) {
      if (name.toLowerCase() !== OWN_HEADER) request.setRequestHeader(name, value);
    }
    request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("loadend", () => {
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason as Error);
      else if (request.status >= 200 && request.status < 300) resolve();
      else reject(refusal(request.status));
    });
    signal.addEventListener("abort", abort);
    request.send(bytes);
  });

/** What a store says that is starting or full passes; what it says to an old URL does not. */
function refusal(status: number): ApiError {
  if (status === 0) return new ApiError(0, "network", "");
  const passing = status >= 500 || status === 408 || status === 429;
  return new ApiError(passing ? 503 : status, "store_refused", "");
}
