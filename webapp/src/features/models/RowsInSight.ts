/**
 * Which rows are in sight, for the line that tells it. Kept outside of React: it changes with nearly every step of
 * scrolling, and only that line may be drawn anew for it, some times a second.
 */
import type { Span } from "../../components/grid/window.ts";

const PACE_MS = 120;

/** Told by the table, read by the line. */
export class RowsInSight {
  private now: Span = { first: 0, last: -1 };
  private told: Span = this.now;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  tell(first: number, last: number): void {
    if (first === this.now.first && last === this.now.last) return;
    this.now = { first, last };
    this.timer ??= setTimeout(() => this.say(), PACE_MS);
  }

  get = (): Span => this.told;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private say(): void {
    this.timer = undefined;
    this.told = this.now;
    for (const listener of this.listeners) listener();
  }
}
