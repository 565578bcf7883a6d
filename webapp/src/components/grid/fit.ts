/** How wide a column must be for what it shows now. Looks at the drawn cells only; changes nothing. */
import { fitWidth } from "./codec.ts";

const CELL_PADDING = 22;
const HEADING_PADDING = 48;
const WIDEST = 640;

/** The width that cuts nothing of a column's drawn cells, or null if none is drawn. */
export function contentWidth(grid: HTMLElement, at: number): number | null {
  const cells = [...grid.querySelectorAll<HTMLElement>(`[data-column="${at}"]`)];
  if (cells.length === 0) return null;
  const range = document.createRange();
  // The text itself: its box may be as wide as the column is now.
  const textWidth = (element: HTMLElement): number => {
    range.selectNodeContents(element);
    return range.getBoundingClientRect().width;
  };
  const widths = cells.map((cell) => {
    const texts = cell.querySelectorAll<HTMLElement>("[data-text], .grid-link > *");
    if (texts.length === 0) return textWidth(cell) + CELL_PADDING;
    const wide = [...texts].map(textWidth);
    if (cell.role === "columnheader") return Math.max(...wide) + HEADING_PADDING;
    return wide.reduce((sum, one) => sum + one, 0) + CELL_PADDING;
  });
  return fitWidth(Math.min(WIDEST, Math.ceil(Math.max(...widths))));
}
