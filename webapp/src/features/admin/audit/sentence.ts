/** What a record of the audit log says in words: who it was, and what they did. Pure. */
import type { AuditEvent } from "../../../api/types.ts";
import { PARTS, type Part } from "../../../api/parts.ts";
import type { Words } from "../useWords.ts";

export interface Sentence {
  who: string;
  rest: string;
}

/** Words for any record; one that is unknown here is named by its action. */
export function sentenceOfEvent(event: AuditEvent, t: Words): Sentence {
  const { action, by, target, details } = event;
  const none = details["label"] === null;
  const kind = typeof details["kind"] === "string" ? details["kind"] : none ? "none" : "link";
  const said = t.admin.audit.said;
  const full = `${action}.${kind}`;
  const key = full in said ? full : action in said ? action : "other";
  const facts = {
    model: target["model"] ?? "",
    login: target["login"] ?? text(details["login"]),
    name: nameOf(event),
    kind,
    parts: partsOf(details["sees"], t),
    from: told(details["from"] ?? details["before"], t),
    to: told(details["to"] ?? details["role"], t),
  };
  const rest = said[key as keyof typeof said](facts);
  if (by.login !== "") return { who: by.login, rest };
  const { server, byServer } = t.admin.audit;
  return { who: server, rest: byServer(rest).slice(server.length) };
}

function nameOf({ action, target, details }: AuditEvent): string {
  const named = [details["name"], details["label"], target["alias"], target["policy"], target["token"]];
  return text(named.find((one) => typeof one === "string") ?? target["checkpoint"] ?? action);
}

function partsOf(sees: unknown, t: Words): string {
  if (!Array.isArray(sees)) return "";
  return PARTS.filter((part) => (sees as Part[]).includes(part))
    .map((part) => t.share.part[part])
    .join(", ");
}

/** A role by its name, a model by its ID, null in words. */
function told(value: unknown, t: Words): string {
  if (value === null || value === undefined) return t.admin.audit.nowhere;
  const roles: Record<string, string> = t.app.roles;
  return roles[text(value)] ?? text(value);
}

function text(value: unknown): string {
  return typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : JSON.stringify(value);
}
