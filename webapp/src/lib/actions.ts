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

/** What a table or a tree does itself with some keys while it has the focus: for the `?` sheet alone. */
export interface KeyLine {
  label: string;
  group: string;
  /** Each of them does it. */
  keys: readonly string[];
}

type Listener = () => void;

/** Holds the actions of everything that is shown. */
export class ActionRegistry {
  private readonly sets = new Map<symbol, { actions: readonly Action[]; keys: readonly KeyLine[] }>();
  private readonly listeners = new Set<Listener>();
  private all: readonly Action[] = [];
  private allKeys: readonly KeyLine[] = [];

  /** Add actions and keys; the answer takes them out again. */
  add(actions: readonly Action[], keys: readonly KeyLine[] = []): () => void {
    const key = Symbol("actions");
    this.sets.set(key, { actions, keys });
    this.changed();
    return () => {
      this.sets.delete(key);
      this.changed();
    };
  }

  list = (): readonly Action[] => this.all;

  keyLines = (): readonly KeyLine[] => this.allKeys;

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed(): void {
    const sets = [...this.sets.values()];
    this.all = sets.flatMap((set) => set.actions);
    this.allKeys = sets.flatMap((set) => set.keys);
    for (const listener of this.listeners) listener();
  }
}

export const actions = new ActionRegistry();
