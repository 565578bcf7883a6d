/**
 * One push from this browser: wait for the hashes, make sure of the model, declare, send what is missing, commit. It does
 * not end with the page that shows it. Pausing, a broken connection and a reload are the same to it: declaring again
 * tells what is missing.
 */
import { ApiError } from "../../../api/client.ts";
import type { Checkpoint } from "../../../api/types.ts";
import { failureOf } from "../../../lib/failure.ts";
import type { PickedFile, PickedFiles } from "../files/files.ts";
import { forget, remember } from "./memory.ts";
import { pieces } from "./plan.ts";
import { type FileProgress, Progress } from "./progress.ts";
import { type Put, sendAll } from "./queue.ts";
import { Retry } from "./retry.ts";
import { Throttle } from "./throttle.ts";
import {
  type Beginning,
  commit,
  declare,
  type Declared,
  ensureModel,
  freshUrls,
  giveUp,
  type Named,
  type OpenUpload,
} from "./upload.ts";
import { Urls } from "./urls.ts";

/** What to push: to a model that is there, or to that of these args. */
export interface Job {
  files: PickedFiles;
  target: { model: string } | { args: string; named: Named; beginning: Beginning };
  checkpoint: Omit<Declared, "files">;
}

export type Phase = "hashing" | "declaring" | "sending" | "paused" | "committing" | "done" | "stopped";

export interface PushView {
  phase: Phase;
  /** Nothing answers; it goes on by itself. */
  waiting: boolean;
  model: string | null;
  sent: number;
  size: number;
  speed: number | null;
  left: number | null;
  parts: { done: number; count: number };
  files: readonly FileProgress[];
  error: unknown;
}

export interface Outcome {
  model: string;
  checkpoint: Checkpoint;
  /** The same files were there already. */
  already: boolean;
}

/** How often files may be declared again because the store lost some. */
const ROUNDS = 3;

/** Started by `go`; may be paused and started again. */
export class Push {
  readonly job: Job;
  readonly throttle: Throttle<PushView>;
  private readonly onDone: (outcome: Outcome) => void;
  private readonly progress = new Progress();
  private readonly retry: Retry;
  private phase: Phase = "hashing";
  private waiting = 0;
  private error: unknown = null;
  private model: string | null = null;
  private upload: string | null = null;
  private stop = new AbortController();

  constructor(job: Job, onDone: (outcome: Outcome) => void) {
    this.job = job;
    this.onDone = onDone;
    this.retry = new Retry((waiting) => {
      this.waiting = waiting;
      this.throttle.soon();
    });
    this.throttle = new Throttle(() => this.view());
  }

  /** Begin, or go on. */
  go(): void {
    this.stop = new AbortController();
    this.error = null;
    const { signal } = this.stop;
    void this.run(signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.error = error;
      this.enter("stopped");
    });
  }

  pause(): void {
    if (this.phase === "done") return;
    this.enter("paused");
    this.stop.abort();
  }

  /** Try now what waits for the server. */
  wake(): void {
    this.retry.wake();
  }

  /** Give it up for good. */
  async cancel(): Promise<void> {
    this.pause();
    if (this.model === null || this.upload === null) return;
    forget(this.upload);
    await giveUp(this.model, this.upload);
  }

  private async run(signal: AbortSignal): Promise<void> {
    this.enter("hashing");
    const files = await this.job.files.hashes(signal);
    this.enter("declaring");
    const model = await this.retry.again(() => this.findModel(signal), signal);
    this.model = model;
    for (let round = 1; ; round += 1) {
      const found = await this.declare(model, files, signal);
      if (!("blobs" in found)) return this.finish({ model, checkpoint: found, already: true });
      await this.send(model, found, files, signal);
      this.enter("committing");
      try {
        const checkpoint = await this.retry.again(() => commit(model, found.id, signal), signal);
        return this.finish({ model, checkpoint, already: false });
      } catch (error) {
        const lost = ["upload_incomplete", "upload_not_found"].includes(failureOf(error).code);
        if (!lost || round >= ROUNDS) throw error;
      }
    }
  }

  private async findModel(signal: AbortSignal): Promise<string> {
    const { target } = this.job;
    if ("model" in target) return target.model;
    return (await ensureModel(target.args, target.named, target.beginning, signal)).id;
  }

  private async declare(
    model: string,
    files: readonly PickedFile[],
    signal: AbortSignal,
  ): Promise<Checkpoint | OpenUpload> {
    const listed = files.map(({ path, size, sha256 }) => ({ path, size, sha256: sha256! }));
    const declared = { files: listed, ...this.job.checkpoint };
    const found = await this.retry.again(() => declare(model, declared, signal), signal);
    if (!("blobs" in found)) return found;
    this.upload = found.id;
    const size = listed.reduce((sum, one) => sum + one.size, 0);
    const plain = listed.map(({ path, size }) => ({ path, size }));
    const at = new Date().toISOString();
    remember({ ...this.job.checkpoint, id: found.id, model, files: plain, size, at });
    return found;
  }

  private async send(
    model: string,
    upload: OpenUpload,
    files: readonly PickedFile[],
    signal: AbortSignal,
  ): Promise<void> {
    const todo = pieces(upload.blobs, new Map(files.map((one) => [one.sha256!, one.file])));
    this.progress.begin(files, upload.blobs);
    this.enter("sending");
    const urls = new Urls((parts) => freshUrls(model, upload.id, parts, signal), todo);
    urls.add(upload.signed);
    const failures = await sendAll(todo, {
      urls,
      put: putPart,
      retry: this.retry,
      signal,
      onSent: (piece, bytes) => {
        this.progress.sent(piece, bytes);
        this.throttle.soon();
      },
      onDone: (piece) => {
        this.progress.done(piece);
        this.throttle.soon();
      },
    });
    if (failures.size === 0) return;
    this.progress.fail(failures);
    throw [...failures.values()][0];
  }

  private finish(outcome: Outcome): void {
    if (this.upload !== null) forget(this.upload);
    this.enter("done");
    this.onDone(outcome);
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    if (phase !== "sending") this.progress.rest();
    this.throttle.now();
  }

  private view(): PushView {
    return {
      phase: this.phase,
      waiting: this.waiting > 0 && this.phase !== "paused",
      model: this.model,
      error: this.error,
      ...this.progress.view(performance.now()),
    };
  }
}

/** The browser sets it itself, and refuses anybody else. */
const OWN_HEADER = "content-length";

/**
 * Bytes to the S3 store by presigned URL, with how many are sent: the one place that needs an XMLHttpRequest, since fetch does
 * not tell. Knows no upload and never tries again.
 */
const putPart: Put = (to, bytes, onSent, signal) =>
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
