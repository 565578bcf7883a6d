/** Something that changes more often than it should be drawn: tells its listeners at most ten times a second. */

const INTERVAL_MS = 100;

/** A value with subscribers; `read` returns the value whenever listeners are told. */
export class Throttle<T> {
  private readonly read: () => T;
  private readonly listeners = new Set<() => void>();
  private shown: T;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(read: () => T) {
    this.read = read;
    this.shown = read();
  }

  get = (): T => this.shown;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Something moved on. */
  soon(): void {
    this.timer ??= setTimeout(() => this.now(), INTERVAL_MS);
  }

  /** Something changed that a person waits for. */
  now(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.shown = this.read();
    for (const listener of this.listeners) listener();
  }
}
