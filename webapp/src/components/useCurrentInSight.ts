/** Keeps the chosen one of a row of tabs in sight, where the row is wider than its place and scrolls. */
import { useEffect, useRef, type RefObject } from "react";

const CHOSEN = "[aria-current=page], [aria-selected=true]";

/** The ref of the row; `chosen` changes with what is chosen. */
export function useCurrentInSight<T extends HTMLElement>(chosen: string | undefined): RefObject<T | null> {
  const row = useRef<T>(null);
  const shown = useRef<string | null | undefined>(null);
  useEffect(() => {
    // Only when another is chosen: whoever scrolled the row themselves is left alone.
    if (shown.current === chosen) return;
    shown.current = chosen;
    const tab = row.current?.querySelector<HTMLElement>(CHOSEN);
    if (!row.current || !tab) return;
    const { left, right } = row.current.getBoundingClientRect();
    const place = tab.getBoundingClientRect();
    // Not scrollIntoView: that would move the page too.
    if (place.right > right) row.current.scrollLeft += place.right - right;
    else if (place.left < left) row.current.scrollLeft += place.left - left;
  }, [chosen]);
  return row;
}
