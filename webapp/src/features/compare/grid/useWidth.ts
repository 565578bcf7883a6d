/** How wide an element is, followed as it changes. */
import { useCallback, useState } from "react";

/** The width, and the ref to give to the element. */
export function useWidth(): [number, (element: HTMLElement | null) => (() => void) | undefined] {
  const [width, setWidth] = useState(() => (typeof window === "undefined" ? 0 : window.innerWidth - 34));
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const read = (): void => setWidth(element.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, measure];
}
