/**
 * Reads and writes of the identity policy. It travels as text with every number as written: 1 and 1.0 are one
 * default for the server, but no notation is changed here.
 */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { isMapping, parseExact, plainNumbers, writeExact, type Json } from "../../../lib/json/json.ts";
import { api, ApiError, data, exactData } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { Rows } from "../../../api/types.ts";

export type Rules = { [key: string]: Json };

/** One policy that there has been; number 1 is the default and has no author. */
export interface PolicyEntry {
  number: number;
  created_by: string | null;
  created_at: string | null;
}

/** What a change would do. */
export interface PolicyReport {
  models: number;
  changed: number;
  families: { before: number; after: number; moved: number };
  conflicts: { count: number; rows: { id: string; others: string[]; models: number }[] };
}

export interface PolicyOutcome {
  state: "computing" | "ready" | "in_force";
  policy: { number: number };
  done: number;
  total: number;
  report: PolicyReport | null;
}

export interface PolicyChange {
  /** A whole policy as JSON. */
  text: string;
  dryRun: boolean;
  acceptMerge: boolean;
  onProgress: (done: number, total: number) => void;
}

/** The rules in force, or those of a number. */
export const rules = (number?: number) =>
  queryOptions({
    queryKey: ["rules", number ?? "in force"],
    queryFn: async ({ signal }): Promise<Rules> => {
      const query = number === undefined ? {} : { number };
      const found = await exactData(
        api.GET("/api/v1/policy", { params: { query }, parseAs: "text", signal }),
      );
      if (!isMapping(found)) throw new ApiError(200, "unreadable", "");
      return found;
    },
  });

/** The policies that there have been, newest first. */
export const policies = () =>
  queryOptions({
    queryKey: ["policies"],
    queryFn: async ({ signal }) =>
      (await data<Rows<PolicyEntry>>(api.GET("/api/v1/policies", { signal }))).rows,
  });

/** Try a policy out or put it in force; the same request is sent until the server has worked it out. */
export function useChangePolicy() {
  const client = useQueryClient();
  return useMutation({
    meta: { shownInPlace: true },
    mutationFn: async ({ text, dryRun, acceptMerge, onProgress }: PolicyChange): Promise<PolicyOutcome> => {
      const query = { ...(dryRun && { dry_run: true }), ...(acceptMerge && { accept_merge: true }) };
      const written = writeExact(parseExact(text));
      for (;;) {
        const call = api.PUT("/api/v1/policy", {
          params: { query },
          // The text goes as it is; its shape is the server's to judge.
          body: {} as never,
          bodySerializer: () => written,
          parseAs: "text",
        });
        const outcome = plainNumbers(await exactData(call)) as PolicyOutcome;
        if (outcome.state !== "computing") return outcome;
        onProgress(outcome.done, outcome.total);
      }
    },
    onSuccess: (outcome) =>
      outcome.state === "in_force"
        ? Promise.all(
            [["rules"], ["policies"], ["policy"], ["events"], keys.models].map((queryKey) =>
              client.invalidateQueries({ queryKey }),
            ),
          )
        : undefined,
  });
}
