/**
 * What a file inside a checkpoint may be called, by the rules of modelbase/paths.py, so that a name is refused when the
 * file is picked and not after the hashing. Pure text; the server still decides.
 */

const MAX_PATH = 700;
const MAX_SEGMENT = 200;
/** Files of one checkpoint, and bytes of one file. */
export const MAX_FILES = 10_000;
export const MAX_SIZE = 5 * 2 ** 40;
const JUNK = new Set(
  ".DS_Store .git .hg .ipynb_checkpoints .svn __pycache__ Thumbs.db desktop.ini .modelbase.json".split(" "),
);
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i;

export type NameFault =
  | "empty"
  | "absolute"
  | "control"
  | "long"
  | "parts"
  | "git"
  | "unsafe"
  | "ending"
  | "device"
  | "clash";

/** Say what is wrong with a path, or null. */
export function faultOf(path: string): NameFault | null {
  if (path === "") return "empty";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "absolute";
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(path)) return "control";
  if (bytes(path) > MAX_PATH) return "long";
  for (const segment of path.split("/")) {
    const fault = segmentFault(segment);
    if (fault !== null) return fault;
  }
  return null;
}

/** Return what is wrong with each of many paths, also those that want the place of another one. */
export function faultsOf(paths: readonly string[]): Map<string, NameFault> {
  const faults = new Map<string, NameFault>();
  const places = new Map<string, string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const fault = faultOf(path);
    const place = path.normalize("NFC").toLowerCase().normalize("NFC");
    if (fault !== null) faults.set(path, fault);
    else if (places.has(place)) faults.set(path, "clash");
    else places.set(place, path);
    for (let end = place.indexOf("/"); end > 0; end = place.indexOf("/", end + 1))
      folders.add(place.slice(0, end));
  }
  for (const [place, path] of places) if (folders.has(place)) faults.set(path, "clash");
  return faults;
}

/** Tell whether a file is one that systems and tools leave in folders, and that is not meant to be push. */
export function isJunk(path: string): boolean {
  return path.split("/").some((part) => JUNK.has(part) || /^\..+\.[0-9a-f]{12}\.part$/.test(part));
}

/** The paths of files from a picked folder: what is in it stands at the root, as with `modelbase push`. */
export function withoutTop(paths: readonly string[]): string[] {
  const tops = new Set(paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  const alone = tops.size === 1 && !tops.has("");
  return paths.map((path) => (alone ? path.slice(path.indexOf("/") + 1) : path));
}

function segmentFault(segment: string): NameFault | null {
  if (["", ".", ".."].includes(segment)) return "parts";
  if (segment.toLowerCase().replace(/[ .]+$/, "") === ".git") return "git";
  if (/[<>:"|?*\\]/.test(segment)) return "unsafe";
  if (/[ .]$/.test(segment)) return "ending";
  if (DEVICE.test(segment)) return "device";
  return bytes(segment) > MAX_SEGMENT ? "long" : null;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
