/**
 * What the visitor may do, by their role: what the server would refuse is not offered. It still decides alone.
 */
import { useQuery } from "@tanstack/react-query";
import { me } from "./queries.ts";
import type { Me } from "./types.ts";

export interface Rights {
  /** Null for a stranger, undefined until it is known. */
  role: Me["role"] | null | undefined;
  /** The table, comparing, views. Taken for granted until the role is known, so that the table need not wait. */
  reads: boolean;
  /** Push, edit, share, delete, people, policy, trash. */
  edits: boolean;
}

/** The rights by the role of the signed-in person. */
export function useRights(): Rights {
  const who = useQuery(me());
  const role = who.data === null ? null : who.data?.role;
  return {
    role,
    reads: role === undefined || role === "admin" || role === "read_only",
    edits: role === "admin",
  };
}
