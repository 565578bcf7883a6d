/** The filter of the audit log as it stands in the address, and as the API and the command line take it. Pure. */
import type { EventsSearch } from "../admin.ts";

/** Days are `2026-11-21` of the reader's own calendar, both counted in. */
export interface AuditSearch {
  action?: string;
  by?: string;
  target?: string;
  since?: string;
  until?: string;
}

const FIELDS = ["action", "by", "target", "since", "until"] as const;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Read the address; what is no filter is dropped. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const found: AuditSearch = {};
  for (const field of FIELDS) {
    const text = search[field];
    const day = field === "since" || field === "until";
    if (typeof text !== "string" || text.trim() === "") continue;
    if (!day || (DAY.test(text) && !Number.isNaN(Date.parse(text)))) found[field] = text.trim();
  }
  return found;
}

/** The same as moments, for the API. */
export function asMoments({ since, until, ...rest }: AuditSearch): EventsSearch {
  return {
    ...rest,
    ...(since !== undefined && { since: startOf(since, 0) }),
    ...(until !== undefined && { until: startOf(until, 1) }),
  };
}

/** The command that prints the same records. */
export function eventsCommand(search: AuditSearch): string {
  const words = Object.entries(asMoments(search)).map(
    ([name, text]) => `--${name} ${/^[\w:/.-]+$/.test(String(text)) ? text : `'${text}'`}`,
  );
  return ["modelbase events", ...words, "--all --json"].join(" ");
}

function startOf(day: string, later: number): string {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year!, month! - 1, date! + later).toISOString();
}
