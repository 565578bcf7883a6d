/**
 * Trying again: with growing pauses, for as long as it takes where nothing but the way to the server is broken. Tells when
 * something waits, so that it can be said; `wake` ends every pause at once. No network here.
 */
import { failureOf } from "../../../lib/failure.ts";

/** No answer, a broken proxy, a server that starts or is full. */
const PASSING = new Set([0, 429, 502, 503, 504]);
const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Whether an error may pass by itself. Only what has a status came from the network. */
export function mayPass(error: unknown): boolean {
  const known = typeof error === "object" && error !== null && "status" in error;
  return known && PASSING.has(failureOf(error).status);
}

/** Waits on behalf of many. */
export class Retry {
  private readonly wakers = new Set<() => void>();
  private readonly onChange: (waiting: number) => void;
  private readonly first: number;

  constructor(onChange: (waiting: number) => void, first = FIRST_MS) {
    this.onChange = onChange;
    this.first = first;
  }

  /** Do something until it works or fails for good; the act is told how often it failed before. */
  async again<T>(act: (failed: number) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failed = 0; ; failed += 1) {
      signal.throwIfAborted();
      try {
        return await act(failed);
      } catch (error) {
        if (!mayPass(error)) throw error;
        signal.throwIfAborted();
        await this.pause(Math.min(LONGEST_MS, this.first * 2 ** failed), signal);
      }
    }
  }

  /** Try again now. */
  wake(): void {
    for (const waker of this.wakers) waker();
  }

  private async pause(delay: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.wakers.delete(done);
        this.onChange(this.wakers.size);
        resolve();
      };
      const timer = setTimeout(done, delay);
      signal.addEventListener("abort", done);
      this.wakers.add(done);
      this.onChange(this.wakers.size);
    });
  }
}
