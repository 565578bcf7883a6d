/** One act over many models as a dialog shows it: how far it is, what became of each, and how to go on. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useBulkWrites, type BulkWrites } from "./queries.ts";
import { patient, runAll, type Outcome } from "./bulk.ts";

export interface Bulk {
  phase: "idle" | "running" | "ended";
  total: number;
  outcomes: ReadonlyMap<string, Outcome>;
  count: (state: Outcome["state"]) => number;
  /** Begin, or begin again with some of them. */
  run: (ids: readonly string[], act: (writes: BulkWrites, id: string) => Promise<unknown>) => void;
  cancel: () => void;
}

/** Hold the outcomes. Leaving the page in the middle cancels what has not begun; the browser asks first. */
export function useBulk(): Bulk {
  const writes = useBulkWrites();
  const [phase, setPhase] = useState<Bulk["phase"]>("idle");
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [total, setTotal] = useState(0);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  useEffect(() => {
    if (phase !== "running") return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [phase]);

  const run = useCallback<Bulk["run"]>(
    (ids, act) => {
      abort.current = new AbortController();
      const { signal } = abort.current;
      setOutcomes((old) => new Map([...old].filter(([id]) => !ids.includes(id))));
      setTotal((old) => Math.max(old, ids.length));
      setPhase("running");
      void (async () => {
        await runAll(
          ids,
          patient((id) => act(writes, id), signal),
          {
            signal,
            onOutcome: (id, outcome) => setOutcomes((old) => new Map(old).set(id, outcome)),
          },
        );
        setPhase("ended");
        await writes.refresh();
      })();
    },
    [writes],
  );
  return {
    phase,
    total,
    outcomes,
    count: (state) => [...outcomes.values()].filter((one) => one.state === state).length,
    run,
    cancel: useCallback(() => abort.current?.abort(), []),
  };
}
