/** Colours and shapes of groups: eight that stay apart for most eyes, in light and dark; a shape each, for all eyes. */

export const GROUPS = 8;

/** Custom properties of app.css. */
const TOKENS = Array.from({ length: GROUPS }, (_, at) => `--plot-${at + 1}`);
const REST = ["--text", "--muted", "--line", "--accent", "--surface"] as const;

export interface Palette {
  groups: readonly string[];
  text: string;
  muted: string;
  line: string;
  accent: string;
  surface: string;
}

/** The colours as a canvas takes them, as they are at an element now; `paint` says which theme they are asked for. */
export function paletteAt(element: HTMLElement, paint: string): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.dataset["paint"] = paint;
  element.append(probe);
  const resolved = (token: string): string => {
    probe.style.setProperty("color", `var(${token})`);
    return getComputedStyle(probe).color;
  };
  const [text, muted, line, accent, surface] = REST.map(resolved) as [string, string, string, string, string];
  const found = { groups: TOKENS.map(resolved), text, muted, line, accent, surface };
  probe.remove();
  return found;
}

type Shape = (path: Path2D, x: number, y: number, r: number) => void;

const polygon =
  (...corners: readonly [number, number][]): Shape =>
  (path, x, y, r) => {
    corners.forEach(([dx, dy], at) => path[at === 0 ? "moveTo" : "lineTo"](x + dx * r, y + dy * r));
    path.closePath();
  };

const SHAPES: readonly Shape[] = [
  (path, x, y, r) => {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  polygon([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]),
  polygon([0, -1.2], [1.1, 0.85], [-1.1, 0.85]),
  polygon([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]),
  polygon([0, 1.2], [1.1, -0.85], [-1.1, -0.85]),
  polygon(
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ),
  polygon([1.2, 0], [-0.85, 1.1], [-0.85, -1.1]),
  polygon([-1.2, 0], [0.85, 1.1], [0.85, -1.1]),
];

/** Add the mark of a group to a path. */
export function addMark(path: Path2D, group: number, x: number, y: number, r: number): void {
  (SHAPES[group % SHAPES.length] ?? SHAPES[0]!)(path, x, y, r);
}

/** The same mark for a legend, as the `d` of an SVG path in a box of 14. */
export const MARK_PATHS: readonly string[] = [
  "M11 7a4 4 0 1 1-8 0a4 4 0 1 1 8 0z",
  "M3.4 3.4h7.2v7.2h-7.2z",
  "M7 2.2l4.4 8.2h-8.8z",
  "M7 1.8l5.2 5.2l-5.2 5.2l-5.2-5.2z",
  "M7 11.8l4.4-8.2h-8.8z",
  "M5.4 2.2h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
  "M11.8 7l-8.2 4.4v-8.8z",
  "M2.2 7l8.2 4.4v-8.8z",
];
