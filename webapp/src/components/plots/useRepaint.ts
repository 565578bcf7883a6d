/** A number that changes when colours or the width of an element do, so that a canvas is drawn again. */
import { useEffect, useState, type RefObject } from "react";
import { usePreferences } from "../usePreferences.ts";

const MEDIA = "(prefers-color-scheme: dark), (prefers-contrast: more)";

/** Follow theme and width; the width is 0 until it is known. */
export function useRepaint(element: RefObject<HTMLElement | null>): { width: number; paint: string } {
  const { theme } = usePreferences();
  const [width, setWidth] = useState(0);
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const media = window.matchMedia(MEDIA);
    const changed = (): void => setScheme((old) => old + 1);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = (): void => setWidth(target.clientWidth);
    const frame = requestAnimationFrame(measure);
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [element]);
  return { width, paint: `${theme} ${scheme}` };
}
