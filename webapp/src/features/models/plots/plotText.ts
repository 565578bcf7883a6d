/** What is plotted, as the address has it: `scatter,args.lr,metrics.top1,args.opt,!logx`. Hostile text is no plot. Pure. */
import { formatKey, parseKey, splitKeys } from "../../../lib/json/keys.ts";

export const KINDS = ["scatter", "parallel", "groups"] as const;
export type PlotKind = (typeof KINDS)[number];

export interface Plot {
  kind: PlotKind;
  /** Scatter: x, y and perhaps the key of the colour. Parallel: the axes, the last one colours. Groups: metric, category. */
  keys: readonly string[];
  logX: boolean;
  logY: boolean;
}

const MOST_KEYS = 12;

/** Read a plot; null for none. Without keys it is one that still has to be chosen. */
export function readPlot(text: string): Plot | null {
  const [kind, ...rest] = splitKeys(text);
  if (!isKind(kind)) return null;
  const keys = rest
    .filter((part) => !part.startsWith("!"))
    .map((part) => parseKey(part))
    .filter((segments): segments is string[] => segments !== null)
    .map(formatKey)
    .slice(0, MOST_KEYS);
  return { kind, keys, logX: rest.includes("!logx"), logY: rest.includes("!logy") };
}

/** Write a plot as `readPlot` reads it. */
export function writePlot(plot: Plot | null): string {
  if (plot === null) return "";
  return [plot.kind, ...plot.keys, ...(plot.logX ? ["!logx"] : []), ...(plot.logY ? ["!logy"] : [])].join(
    ",",
  );
}

export interface PlotKey {
  key: string;
  /** All of its values are numbers. */
  numeric: boolean;
  /** It is a column of the table. */
  shown: boolean;
}

/** Fill in what an address leaves open: shown columns before others, metrics up, numbers to the right. */
export function completed(plot: Plot, choices: readonly PlotKey[]): Plot {
  const order = choices.toSorted((one, other) => Number(other.shown) - Number(one.shown));
  const metrics = order.filter((one) => one.numeric && one.key.startsWith("metrics.")).map((one) => one.key);
  const args = order.filter((one) => !one.key.startsWith("metrics."));
  const numbers = args.filter((one) => one.numeric && one.key.startsWith("args.")).map((one) => one.key);
  const words = args.filter((one) => !one.numeric).map((one) => one.key);
  const [metric = "metrics.loss"] = metrics;
  if (plot.kind === "scatter") {
    const { keys } = plot;
    return { ...plot, keys: [keys[0] ?? numbers[0] ?? "created_at", keys[1] ?? metric, ...keys.slice(2, 3)] };
  }
  if (plot.kind === "groups") {
    return { ...plot, keys: [plot.keys[0] ?? metric, plot.keys[1] ?? words[0] ?? "name"] };
  }
  if (plot.keys.length > 1) return plot;
  const shown = args.filter((one) => one.shown && one.key.startsWith("args.")).map((one) => one.key);
  const axes = [...new Set([...shown, ...numbers])].slice(0, 5);
  return { ...plot, keys: [...axes, plot.keys[0] ?? metric] };
}

function isKind(text: string | undefined): text is PlotKind {
  return (KINDS as readonly (string | undefined)[]).includes(text);
}
