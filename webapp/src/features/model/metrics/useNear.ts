/** Whether an element is in sight or soon will be: what costs much to draw is drawn then, and given up far away. */
import { useEffect, useState, type RefObject } from "react";

/** How far beyond the window counts as near: some plots ahead of who scrolls. */
const AHEAD = "600px 0px";

/** False until the browser has told. */
export function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: AHEAD,
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return near;
}
