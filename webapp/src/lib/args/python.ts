/** Numbers and days as Python writes them, which is how the command line keeps the args of YAML and TOML files. Pure. */
import { NumberText } from "../json/json.ts";

/** A float: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on; `nan`, `inf` too. */
export function float(value: number): NumberText {
  if (Number.isNaN(value)) return new NumberText("nan");
  if (!Number.isFinite(value)) return new NumberText(value > 0 ? "inf" : "-inf");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [digits = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const places = String(Math.abs(exponent)).padStart(2, "0");
    return new NumberText(`${sign}${digits}e${exponent < 0 ? "-" : "+"}${places}`);
  }
  const bare = digits.replace(".", "");
  if (exponent < 0) return new NumberText(`${sign}0.${"0".repeat(-exponent - 1)}${bare}`);
  const whole = bare.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return new NumberText(`${sign}${whole}.${bare.slice(exponent + 1) || "0"}`);
}

/** The text that stands for a number that JSON does not have; null for any other. */
export function notFinite({ text }: NumberText): string | null {
  const named: Record<string, string> = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" };
  return named[text] ?? null;
}

const STAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** A day, or a moment, as `isoformat()` writes it; null where there is no such day or hour. */
export function stamp(text: string): string | null {
  const found = STAMP.exec(text);
  if (found === null) return null;
  const [, year = "", month = "", day = ""] = found;
  if (!isDay(Number(year), Number(month), Number(day))) return null;
  const date = [year, two(month), two(day)].join("-");
  if (found[4] === undefined) return date;
  const time = timeOf(found);
  return time === null ? null : `${date}T${time}`;
}

/** The time of day with its zone. */
function timeOf(found: RegExpExecArray): string | null {
  const [hour = "", minute = "", second = "", fraction = "", zone] = found.slice(4, 9);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const micro = fraction.slice(0, 6).padEnd(6, "0");
  const time = [two(hour), minute, second].join(":") + (Number(micro) > 0 ? `.${micro}` : "");
  const offset = zone === undefined ? "" : offsetOf(zone, found[9], found[10], found[11]);
  return offset === null ? null : time + offset;
}

function offsetOf(zone: string, sign?: string, hours = "0", minutes = "0"): string | null {
  if (zone === "Z" || sign === undefined) return "+00:00";
  const total = Number(hours) * 60 + Number(minutes);
  if (total >= 24 * 60) return null;
  const text = `${two(String(Math.floor(total / 60)))}:${two(String(total % 60))}`;
  return `${total === 0 ? "+" : sign}${text}`;
}

function isDay(year: number, month: number, day: number): boolean {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return year > 0 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

function two(text: string): string {
  return text.padStart(2, "0");
}
