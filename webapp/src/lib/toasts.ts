/**
 * Short messages that come and go. A list with subscribers; how long one stays is decided where it is shown.
 */

export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  act?: ToastAct | undefined;
}

/** What can still be done about it, such as undoing it. */
export interface ToastAct {
  label: string;
  run: () => void;
}

/** Holds the messages that are shown now. */
export class ToastList {
  private items: readonly Toast[] = [];
  private next = 1;
  private readonly listeners = new Set<() => void>();

  list = (): readonly Toast[] => this.items;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Show a message; the newest three stay. */
  show(text: string, tone: Toast["tone"] = "good", act?: ToastAct): void {
    this.change([...this.items, { id: this.next, text, tone, act }].slice(-3));
    this.next += 1;
  }

  dismiss = (id: number): void => {
    this.change(this.items.filter((toast) => toast.id !== id));
  };

  private change(items: readonly Toast[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}

export const toasts = new ToastList();
