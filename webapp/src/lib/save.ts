/** Hands bytes that the page made to the browser's downloads. Nothing else may make object URLs. */

const KEPT_MS = 60_000;

/** Offer a file under a name. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the bytes after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
