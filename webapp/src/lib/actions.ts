/**
 * The one list of things that can be done here and now: the palette, the shortcuts and the `?` sheet all read it.
 * Pages add their actions while they are shown. No React and no keyboard here.
 */

export interface Action {
  id: string;
  label: string;
  group: string;
  shortcut?: string;
  run: () => void;
}

type Listener = () => void;

/** Holds the actions of everything that is shown. */
export class ActionRegistry {
  private readonly sets = new Map<symbol, readonly Action[]>();
  private readonly listeners = new Set<Listener>();
  private all: readonly Action[] = [];

  /** Add actions; the answer takes them out again. */
  add(actions: readonly Action[]): () => void {
    const key = Symbol("actions");
    this.sets.set(key, actions);
    this.changed();
    return () => {
      this.sets.delete(key);
      this.changed();
    };
  }

  list = (): readonly Action[] => this.all;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed(): void {
    this.all = [...this.sets.values()].flat();
    for (const listener of this.listeners) listener();
  }
}

export const actions = new ActionRegistry();
