/** The files that were picked for a checkpoint: their paths, what is wrong with them, and their hashes as they come. */
import { Throttle } from "../transfer/throttle.ts";
import { faultsOf, isJunk, MAX_FILES, MAX_SIZE, type NameFault } from "./names.ts";
import type { Hashed, ToHash } from "./sha256.worker.ts";

export interface PickedFile {
  path: string;
  file: File;
  size: number;
  /** Bytes hashed until now. */
  hashed: number;
  sha256: string | null;
  fault: NameFault | "size" | null;
  /** It could not be read. */
  failed: boolean;
}

export interface FilesView {
  files: readonly PickedFile[];
  size: number;
  hashed: number;
  /** Nothing is wrong with any of them, and they are not too many. */
  fine: boolean;
  tooMany: boolean;
  /** How many were left out as junk when picking. */
  skipped: number;
}

/** The list, in the order of the paths. */
export class PickedFiles {
  private files: readonly PickedFile[] = [];
  private skipped = 0;
  private readonly hashing = new Hashing();
  private readonly stops = new Map<PickedFile, AbortController>();
  readonly throttle = new Throttle<FilesView>(() => this.view());

  /** Add files under these paths; one of the same path takes the place of the other. */
  add(given: readonly { path: string; file: File }[]): void {
    const wanted = given.filter(({ path }) => !isJunk(path));
    this.skipped += given.length - wanted.length;
    const paths = new Set(wanted.map(({ path }) => path.normalize("NFC")));
    for (const old of this.files) if (paths.has(old.path)) this.stop(old);
    const fresh = wanted.map(({ path, file }): PickedFile => ({
      path: path.normalize("NFC"),
      file,
      size: file.size,
      hashed: 0,
      sha256: null,
      fault: null,
      failed: false,
    }));
    this.take([...this.files.filter((old) => !paths.has(old.path)), ...fresh]);
    for (const one of this.files) if (fresh.includes(one)) this.hash(one);
  }

  remove(path: string): void {
    for (const one of this.files) if (one.path === path) this.stop(one);
    this.take(this.files.filter((one) => one.path !== path));
  }

  clear(): void {
    for (const one of this.files) this.stop(one);
    this.skipped = 0;
    this.take([]);
  }

  /** Read a file again that could not be read. */
  retry(path: string): void {
    const one = this.files.find((one) => one.path === path && one.failed);
    if (one === undefined) return;
    one.failed = false;
    this.hash(one);
  }

  /** Wait until every file has its hash; the first that cannot be read ends it. */
  async hashes(signal: AbortSignal): Promise<readonly PickedFile[]> {
    for (;;) {
      signal.throwIfAborted();
      if (this.files.some((one) => one.failed)) throw new UnreadFile();
      if (this.files.every((one) => one.sha256 !== null)) return this.files;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          off();
          signal.removeEventListener("abort", done);
          resolve();
        };
        const off = this.throttle.subscribe(done);
        signal.addEventListener("abort", done);
      });
    }
  }

  private take(files: readonly PickedFile[]): void {
    const faults = faultsOf(files.map((one) => one.path));
    for (const one of files) one.fault = one.size > MAX_SIZE ? "size" : (faults.get(one.path) ?? null);
    this.files = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    this.throttle.now();
  }

  private hash(one: PickedFile): void {
    const stop = new AbortController();
    this.stops.set(one, stop);
    const onBytes = (done: number): void => {
      one.hashed = done;
      this.throttle.soon();
    };
    void this.hashed(one, onBytes, stop.signal).finally(() => {
      this.stops.delete(one);
      this.throttle.soon();
    });
  }

  private async hashed(one: PickedFile, onBytes: (done: number) => void, signal: AbortSignal): Promise<void> {
    try {
      one.sha256 = await this.hashing.hash(one.file, onBytes, signal);
      one.hashed = one.size;
    } catch {
      // Whatever it is, the file cannot be read, and its row says so.
      one.failed = !signal.aborted;
    }
  }

  private stop(one: PickedFile): void {
    this.stops.get(one)?.abort();
  }

  private view(): FilesView {
    const files = [...this.files];
    const tooMany = files.length > MAX_FILES;
    return {
      files,
      size: files.reduce((sum, one) => sum + one.size, 0),
      hashed: files.reduce((sum, one) => sum + one.hashed, 0),
      fine: files.length > 0 && !tooMany && files.every((one) => one.fault === null && !one.failed),
      tooMany,
      skipped: this.skipped,
    };
  }
}

/** A picked file that the browser cannot read. */
class UnreadFile extends Error {
  readonly code = "file_missing";
}

const WORKERS = Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

interface Task {
  file: Blob;
  onBytes: (done: number) => void;
  signal: AbortSignal;
  resolve: (sha256: string) => void;
  reject: (error: unknown) => void;
}

/** A few workers that hash files one after another, so that the page never waits for it. */
class Hashing {
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
