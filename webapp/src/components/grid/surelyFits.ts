/**
 * Whether a cell shows all of a text for certain, by its length alone: to cut what is too long costs, and to measure
 * costs more. When in doubt, no.
 */
import { isValidElement, type ReactNode } from "react";

/** Room of a cell that is beside its text, in its letters' size. */
const PADDING = 1.5;
const FIGURES = /^[-\d.e+≈]*$/;
/** No letter of these is wider than its size. */
const LETTERS = /^[ -~가-힣]*$/;
/** Digits are less wide, and a number has few signs. */
const FIGURE = 0.65;
const SIGNS = 0.8;

/** Tell it for what a cell shows and its width, in the size of its letters. */
export function surelyFits(shown: ReactNode, width: number): boolean {
  const text = textOf(shown);
  if (text === null || text.length > 2 * width) return false;
  const room = width - PADDING;
  if (FIGURES.test(text)) return text.length * FIGURE + SIGNS <= room;
  return text.length <= room && LETTERS.test(text);
}

/** Pixels of the size of letters, as whoever reads has chosen it. */
export function letterSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** A text, or that of a chip, which is a little wider; null for all that is more. */
function textOf(shown: ReactNode): string | null {
  if (shown === null || typeof shown === "string") return shown ?? "";
  if (!isValidElement<{ children?: ReactNode }>(shown) || shown.type !== "span") return null;
  const { children } = shown.props;
  if (children === undefined) return "";
  return typeof children === "string" ? `${children} ` : null;
}
