/**
 * Numbers, sizes and times as people read them, in their language, by Intl. Pure: the language comes as an argument.
 */

// Making a format costs a hundred times what using it costs, and a table uses it for every cell.
const formats = new WeakMap<Intl.NumberFormatOptions, Map<string, Intl.NumberFormat>>();
const PLAIN: Intl.NumberFormatOptions = {};
const WHOLE: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
const TENTHS: Intl.NumberFormatOptions = { maximumFractionDigits: 1 };
const SIX_DIGITS: Intl.NumberFormatOptions = { maximumSignificantDigits: 6, useGrouping: false };
const NINE_DIGITS: Intl.NumberFormatOptions = { maximumSignificantDigits: 9, useGrouping: false };
const PERCENT: Intl.NumberFormatOptions = { style: "percent" };
const PERCENT_TENTHS: Intl.NumberFormatOptions = { style: "percent", maximumFractionDigits: 1 };
const THOUSANDTHS: Intl.NumberFormatOptions = { maximumFractionDigits: 3 };
const COMPACT: Intl.NumberFormatOptions = { notation: "compact", maximumSignificantDigits: 3 };
const RATIO: Intl.NumberFormatOptions = { maximumSignificantDigits: 3 };
const LARGE_RATIO: Intl.NumberFormatOptions = { maximumSignificantDigits: 4 };

function numberText(value: number, language: string, options: Intl.NumberFormatOptions): string {
  const made = formats.get(options) ?? new Map<string, Intl.NumberFormat>();
  formats.set(options, made);
  const format = made.get(language) ?? new Intl.NumberFormat(language, options);
  made.set(language, format);
  return format.format(value);
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A size in bytes with a binary unit: `12.3 MiB`. */
export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? WHOLE : TENTHS;
  return `${numberText(value, language, digits)} ${UNITS[unit]}`;
}

/** A count with separators. */
export function formatCount(count: number, language: string): string {
  return numberText(count, language, PLAIN);
}

/** `formatCount` for the words of one language. */
export function countIn(language: string): (count: number) => string {
  return (count) => formatCount(count, language);
}

/** A count as people say it: `25.6 M`. */
export function formatShort(count: number, language: string): string {
  return numberText(count, language, COMPACT);
}

/** A number with at most three decimals. */
export function formatStep(value: number, language: string): string {
  return numberText(value, language, THOUSANDTHS);
}

/** How many times as much something is, with three digits, from ten on with four. */
export function formatRatio(times: number, language: string): string {
  return numberText(times, language, times < 10 ? RATIO : LARGE_RATIO);
}

/** A share (0 to 1) as a percentage without decimals, or with one. */
export function formatPercent(share: number, language: string, decimals: 0 | 1 = 0): string {
  return numberText(share, language, decimals === 0 ? PERCENT : PERCENT_TENTHS);
}

/** A date with its time, as precise as a person needs it: to the minute, or where moments are compared to the second. */
export function formatMoment(iso: string, language: string, timeStyle: "short" | "medium" = "short"): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString(language, { dateStyle: "medium", timeStyle });
}

/** A day: `11 March 2026`. */
export function formatDay(iso: string, language: string): string {
  return new Date(iso).toLocaleDateString(language, { dateStyle: "long" });
}

/** A time of day to the minute. */
export function formatTime(iso: string, language: string): string {
  return new Date(iso).toLocaleTimeString(language, { timeStyle: "short" });
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const made = new Map<string, Intl.RelativeTimeFormat>();

function relativeWords(language: string): Intl.RelativeTimeFormat {
  const words = made.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  made.set(language, words);
  return words;
}

/** How long ago or how far off a moment is: `3 hours ago`, `in 29 days`. */
export function formatRelative(iso: string, language: string, now: number = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return iso;
  const words = relativeWords(language);
  for (const [unit, length] of STEPS) {
    // What is to come is rounded: in 30 days stays that for a while.
    const count = seconds > 0 ? Math.round(seconds / length) : Math.trunc(seconds / length);
    if (Math.abs(seconds) >= length) return words.format(count, unit);
  }
  return words.format(0, "second");
}

/** A metric with at most six significant digits, a whole number with nine; the full one belongs into a title. */
export function formatMetric(value: number, language: string): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3).replace(/\.?0+e/, "e");
  // Whole numbers are counts: parameters, samples, seconds.
  return numberText(value, language, Number.isInteger(value) ? NINE_DIGITS : SIX_DIGITS);
}

/** Whether a moment has passed. */
export function isPast(iso: string, now: number = Date.now()): boolean {
  return Date.parse(iso) <= now;
}
