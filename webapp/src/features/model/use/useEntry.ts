/** By what whoever looks at a model gets at its files, so that what they copy works for them. */
import { useQuery } from "@tanstack/react-query";
import { me } from "../../../api/queries.ts";
import { sharedWithMe } from "../../shares/sharing.ts";
import { useSeenAs } from "../useSeenAs.ts";
import type { Entry } from "./snippets.ts";

/** The way in; null until it is known. */
export function useEntry(id: string): Entry | null {
  const as = useSeenAs();
  const who = useQuery(me());
  const role = who.data?.role;
  const inside = role === "admin" || role === "read_only";
  const outside = as === undefined && who.data !== undefined && !inside;
  const shared = useQuery({ ...sharedWithMe(), enabled: outside });
  if (as !== undefined) return seenAs(as);
  if (inside) return "account";
  if (who.data === undefined || shared.isPending) return who.isError ? "open" : null;
  const held = (shared.data ?? []).filter((one) => one.model.id === id && one.sees.includes("weights"));
  return heldBy(held.map((one) => one.kind)) ?? (who.data?.server.anonymous === false ? "account" : "open");
}

/** Seen as somebody else: a stranger, or whoever holds a share. */
function seenAs(as: string): Entry {
  return as.startsWith("share:") && as !== "share:public" ? "link" : "open";
}

function heldBy(kinds: readonly string[]): Entry | null {
  if (kinds.includes("login")) return "account";
  return kinds.includes("link") ? "link" : null;
}
