/** The runs of a model, who trains it now, and what a run says of itself, put in order. */
import { queryOptions } from "@tanstack/react-query";
import { api, data } from "../../../api/client.ts";
import { keys } from "../../../api/queries.ts";
import type { components } from "../../../api/schema.gen.ts";
import type { FullModel, Rows } from "../../../api/types.ts";

type Whole = components["schemas"]["Run"];
type Shown = Pick<Whole, "number" | "started_at"> & {
  [Key in "outcome" | "ended_at" | "first_step" | "last_step"]-?: Exclude<Whole[Key], undefined>;
};
/** A run; who sees no more than the card has only its number, outcome, moments and steps. */
export type Run = Shown & Partial<Omit<Whole, keyof Shown>>;

interface Lease {
  model: string;
  holder: string;
  host: string;
  since: string;
}

/** While a model is trained its page asks again after so long. */
export const REFRESH_MS = 15_000;

/** The runs of a model, newest first. */
export const runs = (id: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "runs"],
    queryFn: async ({ signal }) => {
      const call = api.GET("/api/v1/models/{ref}/runs", { params: { path: { ref: id } }, signal });
      return (await data<Rows<Run>>(call)).rows.toReversed();
    },
  });

/** Who trains a model now; null if it is not being trained. */
export const leaseOf = (id: string) =>
  queryOptions({
    queryKey: [...keys.model(id), "lease"],
    queryFn: async ({ signal }) => {
      const { rows } = await data<Rows<Lease>>(api.GET("/api/v1/leases", { signal }));
      return rows.find((one) => one.model === id) ?? null;
    },
  });

/** A run as those see it who do not see the part `run`: an Admin may look at a page with their eyes. */
export function forOthers({ number, outcome, started_at, ended_at, first_step, last_step }: Run): Run {
  return { number, outcome, started_at, ended_at, first_step, last_step };
}

type Ending = "training" | "interrupted" | "failed" | "finished";

/** How a run ended: one without a word of its end goes on if it is the newest of a training model, else it died. */
export function endingOf(run: Run, newest: boolean, state: FullModel["state"]): Ending {
  return run.outcome ?? (newest && state === "training" ? "training" : "interrupted");
}

/** The parts of a run's provenance, each for its place on the page. */
export interface Provenance {
  command: string | null;
  patch: string | null;
  /** Names and versions. */
  packages: readonly (readonly [string, string])[];
  /** Everything else, short, in its order. */
  facts: readonly (readonly [string, string])[];
}

const FIRST = [
  "commit",
  "branch",
  "remote",
  "dirty",
  "entry_point",
  "python",
  "platform",
  "gpu",
  "gpus",
  "host",
];

/** Take apart what a run says of where it is from; what is not known here is shown as its JSON. */
export function provenanceOf(given: Whole["provenance"]): Provenance {
  const rest = new Map(Object.entries(given ?? {}));
  const text = (key: string): string | null => {
    const value = rest.get(key);
    if (typeof value !== "string" || value === "") return null;
    rest.delete(key);
    return value;
  };
  const command = text("command");
  const patch = text("patch");
  const packages = rest.get("packages");
  const named = isMapping(packages)
    ? Object.entries(packages).map(([name, one]) => [name, told(one)] as const)
    : [];
  if (named.length > 0) rest.delete("packages");
  const known = FIRST.filter((key) => rest.has(key));
  const order = [...known, ...[...rest.keys()].filter((key) => !known.includes(key))];
  return { command, patch, packages: named, facts: order.map((key) => [key, told(rest.get(key))]) };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function told(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
