/** The command that shares as a form says. Text only. */
import { PARTS, type Part } from "../../../api/parts.ts";

export interface Wanted {
  kind: "link" | "login";
  login: string;
  sees: readonly Part[];
  hours: number | null;
}

/** `modelbase share …` with only the options that say something. */
export function shareCommand(id: string, { kind, login, sees, hours }: Wanted): string {
  const whom = kind === "link" ? "--link" : `--with ${login.trim() || "LOGIN"}`;
  const only = sees.length === PARTS.length ? [] : sees.map((part) => `--only ${part}`);
  const expires = hours === null ? [] : [`--expires ${hours / 24}d`];
  return ["modelbase share", id, whom, ...only, ...expires].join(" ");
}
