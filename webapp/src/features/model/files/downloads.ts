/** Downloads of several files, begun one after the other: browsers keep only the last of those begun at one moment. */

const APART_MS = 400;

/** Begin a download from each address; what the browser asks about many of them is its own. */
export function downloadEach(addresses: readonly string[]): void {
  addresses.forEach((address, at) => setTimeout(() => begin(address), at * APART_MS));
}

function begin(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
