/** Keeps the chosen one of a row of tabs in sight, where the row is wider than its place and scrolls. */
import { useEffect, useRef, type RefObject } from "react";

const CHOSEN = "[aria-current=page], [aria-selected=true]";

/** The ref of the row; `chosen` changes with what is chosen. */
export function useCurrentInSight<T extends HTMLElement>(chosen: string | undefined): RefObject<T | null> {
  const row = useRef<T>(null);
  const shown = useRef<string | null | undefined>(null);
  useEffect(() => {
    // Only when another is chosen: a row that the reader scrolled stays as it is.
    if (shown.current === chosen) return undefined;
    // The tabs of the kit are there a moment after the row.
    const frame = requestAnimationFrame(() => {
      shown.current = chosen;
      const tab = row.current?.querySelector<HTMLElement>(CHOSEN);
      if (row.current && tab) row.current.scrollLeft += beyond(row.current, tab);
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen]);
  return row;
}

/** By how much a tab is out of sight, to the left or to the right. Not scrollIntoView: that would move the page too. */
function beyond(row: HTMLElement, tab: HTMLElement): number {
  const [place, sight] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  return Math.max(0, place.right - sight.right) + Math.min(0, place.left - sight.left);
}
