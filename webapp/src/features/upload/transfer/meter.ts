/** How fast something goes, over the last seconds, and how long the rest takes. Pure: the time comes as an argument. */

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

  /** Bytes per second, or null while nobody knows. */
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
