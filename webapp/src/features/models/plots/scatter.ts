/**
 * A scatter plot on uPlot: its axes and its box for selecting; the points are drawn here, since each group has a shape
 * of its own. No React.
 */
import uPlot from "uplot";
import { addMark, type Palette } from "../../../components/plots/palette.ts";
import { type Axis, short } from "../../../components/plots/scale.ts";
import { inside, nearest, type Placed } from "./nearest.ts";
import type { PlotMark, PlotPoint } from "./types.ts";

export interface ScatterOptions {
  width: number;
  height: number;
  axes: { x: Axis; y: Axis };
  /** In the order of x. */
  points: readonly PlotPoint[];
  marks: readonly PlotMark[];
  palette: Palette;
  onHover: (at: number) => void;
  onBox: (places: number[], add: boolean) => void;
  onPress: (at: number, add: boolean) => void;
}

export interface Scatter {
  /** Show which point is active and which are selected. */
  show: (active: number, selected: ReadonlySet<string>) => void;
  destroy: () => void;
}

const RADIUS = 3.6;
const NEAR = 14;
/** A box smaller than this is a press. */
const BOX = 6;
const FONT = "12px system-ui, sans-serif";

/** Draw into an element. */
export function makeScatter(target: HTMLElement, options: ScatterOptions): Scatter {
  const { points, palette, axes } = options;
  let active = -1;
  let selected: ReadonlySet<string> = new Set();
  let places: Placed[] = [];
  let adding = false;

  const plot: uPlot = new uPlot(
    {
      width: options.width,
      height: options.height,
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: true, setScale: false } },
      scales: { x: scaleOf(axes.x, false), y: scaleOf(axes.y, true) },
      axes: [axisOf(axes.x, palette, "x"), axisOf(axes.y, palette, "y")],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [
          (u) => {
            places = points.map((one) => ({ left: u.valToPos(one.x, "x"), top: u.valToPos(one.y, "y") }));
            drawPoints(u, options, active, selected);
            drawMarks(u, options);
          },
        ],
        setSelect: [
          (u) => {
            const { left, top, width, height } = u.select;
            if (width < BOX && height < BOX) return;
            options.onBox(inside(places, { left, top, width, height }), adding);
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    [points.map((one) => one.x), points.map((one) => one.y)],
    target,
  );
  const at = (event: MouseEvent): number => {
    const { left, top } = plot.over.getBoundingClientRect();
    return nearest(places, event.clientX - left, event.clientY - top, NEAR);
  };
  let pressed: { x: number; y: number } | null = null;
  plot.over.addEventListener("mousemove", (event) => options.onHover(at(event)));
  plot.over.addEventListener("mouseleave", () => options.onHover(-1));
  plot.over.addEventListener("mousedown", (event) => {
    pressed = { x: event.clientX, y: event.clientY };
    adding = event.shiftKey || event.ctrlKey || event.metaKey;
  });
  plot.over.addEventListener("mouseup", (event) => {
    const still = pressed !== null && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < BOX;
    const place = at(event);
    if (still && place >= 0) options.onPress(place, adding);
  });
  return {
    show: (now, ids) => {
      active = now;
      selected = ids;
      plot.redraw(false, false);
    },
    destroy: () => plot.destroy(),
  };
}

/** Selected points are larger and ringed, the others then step back: not by colour alone. */
function drawPoints(
  u: uPlot,
  { points, palette }: ScatterOptions,
  active: number,
  selected: ReadonlySet<string>,
): void {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  const paths = palette.groups.map(() => ({ plain: new Path2D(), chosen: new Path2D() }));
  const some = points.some((one) => selected.has(one.id));
  for (const one of points) {
    const chosen = selected.has(one.id);
    const path = paths[one.group % paths.length]![chosen ? "chosen" : "plain"];
    const r = RADIUS * ratio * (chosen ? 1.45 : 1);
    addMark(path, one.group, u.valToPos(one.x, "x", true), u.valToPos(one.y, "y", true), r);
  }
  ctx.save();
  paths.forEach(({ plain, chosen }, group) => {
    ctx.fillStyle = palette.groups[group]!;
    ctx.globalAlpha = some ? 0.28 : points.length > 800 ? 0.55 : 0.8;
    ctx.fill(plain);
    ctx.globalAlpha = 1;
    ctx.fill(chosen);
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = palette.text;
    ctx.stroke(chosen);
  });
  const one = points[active];
  if (one) {
    ctx.beginPath();
    ctx.lineWidth = 2 * ratio;
    ctx.strokeStyle = palette.accent;
    ctx.arc(u.valToPos(one.x, "x", true), u.valToPos(one.y, "y", true), 8 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

/** A bar of one standard deviation up and down, and a stroke at the mean. */
function drawMarks(u: uPlot, { marks, palette }: ScatterOptions): void {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = palette.text;
  for (const { x, mean, std } of marks) {
    const middle = u.valToPos(x, "x", true);
    const stroke = (value: number, half: number, thick: number): void => {
      const level = u.valToPos(value, "y", true);
      ctx.beginPath();
      ctx.lineWidth = thick * ratio;
      ctx.moveTo(middle - half * ratio, level);
      ctx.lineTo(middle + half * ratio, level);
      ctx.stroke();
    };
    stroke(mean, 13, 2.5);
    if (std === null) continue;
    stroke(mean - std, 7, 1.5);
    stroke(mean + std, 7, 1.5);
    ctx.beginPath();
    ctx.moveTo(middle, u.valToPos(mean - std, "y", true));
    ctx.lineTo(middle, u.valToPos(mean + std, "y", true));
    ctx.stroke();
  }
  ctx.restore();
}

function scaleOf(axis: Axis, upright: boolean): uPlot.Scale {
  if (axis.kind === "category") return { time: false, range: [-0.6, axis.categories.length - 0.4] };
  if (axis.kind === "log") {
    return {
      time: false,
      // A logarithm; the enum of uPlot's types is not there at run time.
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
      distr: 3,
      range: (_u, low, high) => [low / 1.25, (high === low ? high * 1.25 : high) * 1.25],
    };
  }
  return {
    time: false,
    range: (_u, low, high) => {
      const room = (high - low || Math.abs(high) || 1) * (upright ? 0.08 : 0.04);
      return [low - room, high + room];
    },
  };
}

function axisOf(axis: Axis, palette: Palette, side: "x" | "y"): uPlot.Axis {
  const category = axis.kind === "category";
  return {
    stroke: palette.muted,
    font: FONT,
    labelFont: FONT,
    label: axis.label,
    labelSize: 20,
    labelGap: 0,
    size: side === "x" ? (category ? 34 : 28) : 58,
    gap: 4,
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
    ...(category
      ? {
          splits: () => axis.categories.map((_word, at) => at),
          values: (_u: uPlot, splits: number[]) => splits.map((at) => cut(axis.categories[at] ?? "")),
        }
      : { values: (_u: uPlot, splits: number[]) => splits.map((one) => (one === null ? "" : short(one))) }),
  };
}

function cut(word: string): string {
  return word.length > 14 ? `${word.slice(0, 13)}…` : word;
}
