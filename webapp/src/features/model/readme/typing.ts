/** Changes the text of a field as if it had been typed, so that undo takes it back and its owner hears of it. */

/** Put a text in the place of a range, and leave the caret behind it, or `select` characters from its beginning. */
export function typeInto(
  field: HTMLTextAreaElement,
  [start, end]: readonly [number, number],
  text: string,
  select?: readonly [number, number],
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // The one way that keeps the browser's undo; where it is not there, the text is set.
  const typed = typeof document.execCommand === "function" && document.execCommand("insertText", false, text);
  if (!typed) {
    field.setRangeText(text, start, end, "end");
    heard(field);
  }
  if (select) field.setSelectionRange(start + select[0], start + select[1]);
}

/** Put a text in the place of another one wherever that stands now, without moving caret or focus; say if it was there. */
export function swapText(field: HTMLTextAreaElement, before: string, after: string): boolean {
  const at = field.value.indexOf(before);
  if (at < 0) return false;
  field.setRangeText(after, at, at + before.length, "preserve");
  heard(field);
  return true;
}

function heard(field: HTMLTextAreaElement): void {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
