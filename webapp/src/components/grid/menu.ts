/** What a menu of the table offers: the table's own entries and those the page adds. No React, no words. */
export interface MenuEntry {
  id: string;
  label: string;
  /** The keys that do the same without the menu, for the eye. */
  keys?: string[];
  disabled?: boolean;
  /** Gets the heading or the cell, for what opens beside it. */
  run: (anchor: HTMLElement) => void;
}

/** Entries that belong together; a line is drawn between sections. */
export type MenuSections = readonly (readonly MenuEntry[])[];
