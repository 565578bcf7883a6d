/** Whether an element is in sight or soon will be: what costs much is drawn and asked for then, and given up far away. */
import { type RefObject, useEffect, useState } from "react";

/** How far beyond the window counts as near: some plots ahead of who scrolls. */
const AHEAD = "600px 0px";

/** Follow one element. */
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
