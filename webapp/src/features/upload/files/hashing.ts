/** A few workers that hash files one after another, so that the page never waits for it. */
import type { Hashed, ToHash } from "./sha256.worker.ts";

const WORKERS = Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

interface Task {
  file: Blob;
  onBytes: (done: number) => void;
  signal: AbortSignal;
  resolve: (sha256: string) => void;
  reject: (error: unknown) => void;
}

/** Hashes what it is given, in order. */
export class Hashing {
  private readonly queue: Task[] = [];
  private running = 0;

  hash(file: Blob, onBytes: (done: number) => void, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      this.queue.push({ file, onBytes, signal, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.running >= WORKERS || this.queue.length === 0) return;
    this.running += 1;
    void this.work().finally(() => {
      this.running -= 1;
      this.next();
    });
  }

  /** One worker, until nothing is left to do. */
  private async work(): Promise<void> {
    let worker: Worker | null = null;
    for (let task = this.queue.shift(); task !== undefined; task = this.queue.shift()) {
      if (task.signal.aborted) {
        task.reject(task.signal.reason);
        continue;
      }
      worker ??= new Worker(new URL("./sha256.worker.ts", import.meta.url), { type: "module" });
      try {
        task.resolve(await ask(worker, task));
      } catch (error) {
        worker.terminate();
        worker = null;
        task.reject(error);
      }
    }
    worker?.terminate();
  }
}

async function ask(worker: Worker, { file, onBytes, signal }: Task): Promise<string> {
  const ended = new AbortController();
  const until = { signal: ended.signal };
  try {
    return await new Promise<string>((resolve, reject) => {
      const onMessage = ({ data }: MessageEvent<Hashed>): void => {
        if ("done" in data) onBytes(data.done);
        else if ("sha256" in data) resolve(data.sha256);
        else reject(new Error(data.error));
      };
      worker.addEventListener("message", onMessage as EventListener, until);
      worker.addEventListener("error", (event) => reject(new Error(event.message)), until);
      signal.addEventListener("abort", () => reject(signal.reason as Error), until);
      // A worker has no origin to aim at.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage({ file } satisfies ToHash);
    });
  } finally {
    ended.abort();
  }
}
