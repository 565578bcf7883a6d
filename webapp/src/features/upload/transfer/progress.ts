/** How far a push is, by file and in all: what was there, what is sent, what is on its way. Numbers only. */
import type { PickedFile } from "../files/files.ts";
import { type BlobPlan, bytesThere, type Piece } from "./plan.ts";

export interface FileProgress {
  path: string;
  size: number;
  sent: number;
  parts: { done: number; count: number };
  /** `stored`: the store has these bytes already; `twice`: another file of this push has them. */
  state: "waiting" | "sending" | "sent" | "stored" | "twice" | "failed";
  error: unknown;
}

interface Blob {
  plan: BlobPlan;
  there: number;
  left: number;
  onWay: Map<number, number>;
  error: unknown;
}

/** Of one push. */
export class Progress {
  private files: readonly PickedFile[] = [];
  private blobs = new Map<string, Blob>();
  private readonly meter = new Meter();

  /** Take the plan of a declaration. */
  begin(files: readonly PickedFile[], plans: readonly BlobPlan[]): void {
    this.files = files;
    this.blobs = new Map(
      plans.map((plan) => [
        plan.sha256,
        { plan, there: bytesThere(plan), left: plan.missing.length, onWay: new Map(), error: null },
      ]),
    );
    this.meter.forget();
  }

  sent(piece: Piece, bytes: number): void {
    this.blobs.get(piece.sha256)?.onWay.set(piece.part, Math.min(bytes, piece.size));
  }

  done(piece: Piece): void {
    const blob = this.blobs.get(piece.sha256);
    if (blob === undefined) return;
    blob.onWay.delete(piece.part);
    blob.there += piece.size;
    blob.left -= 1;
  }

  fail(failures: ReadonlyMap<string, unknown>): void {
    for (const [sha256, error] of failures) {
      const blob = this.blobs.get(sha256);
      if (blob !== undefined) blob.error = error;
    }
  }

  /** Nothing is on its way any more. */
  rest(): void {
    for (const blob of this.blobs.values()) blob.onWay.clear();
    this.meter.forget();
  }

  view(now: number) {
    const seen = new Set<string>();
    const files = this.files.map((file) => {
      const twice = seen.has(file.sha256!);
      seen.add(file.sha256!);
      return this.ofFile(file, twice);
    });
    const mine = files.filter((file) => file.state !== "twice");
    const sum = (pick: (file: FileProgress) => number): number =>
      mine.reduce((total, file) => total + pick(file), 0);
    const [sent, size] = [sum((file) => file.sent), sum((file) => file.size)];
    this.meter.add(sent, now);
    const speed = this.meter.speed();
    const parts = { done: sum((file) => file.parts.done), count: sum((file) => file.parts.count) };
    return { files, sent, size, parts, speed, left: secondsLeft(size - sent, speed) };
  }

  private ofFile({ path, size, sha256 }: PickedFile, twice: boolean): FileProgress {
    const blob = this.blobs.get(sha256!);
    const none = { done: 0, count: 0 };
    if (twice) return { path, size, sent: size, parts: none, state: "twice", error: null };
    if (blob === undefined) return { path, size, sent: size, parts: none, state: "stored", error: null };
    const { plan, there, left, onWay, error } = blob;
    const sent = [...onWay.values()].reduce((sum, bytes) => sum + bytes, there);
    const state = error !== null ? "failed" : left === 0 ? "sent" : sent > 0 ? "sending" : "waiting";
    const parts = { done: plan.parts - left, count: plan.parts };
    return { path, size, sent, parts, state, error };
  }
}

// How fast something goes, over the last seconds, and how long the rest takes. Pure: the time comes as an argument.

const WINDOW_MS = 8_000;
/** No word about the time left before there is something to go by. */
const KNOWN_MS = 1_500;

/** Takes in how much is done, again and again. */
export class Meter {
  private points: { at: number; done: number }[] = [];

  add(done: number, at: number): void {
    // What has to be sent again is no speed, and neither is the time before.
    if (done < (this.points.at(-1)?.done ?? 0)) this.points = [];
    this.points.push({ at, done });
    while (this.points.length > 2 && at - this.points[0]!.at > WINDOW_MS) this.points.shift();
  }

  /** Bytes per second, or null while it is unknown. */
  speed(): number | null {
    const [first, last] = [this.points[0], this.points.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < KNOWN_MS) return null;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  forget(): void {
    this.points = [];
  }
}

/** Seconds that the rest takes, or null. */
export function secondsLeft(rest: number, speed: number | null): number | null {
  return speed === null || speed <= 0 ? null : Math.ceil(rest / speed);
}
