/** One act over many models as a dialog shows it: how far it is, what became of each, and how to go on. */
import { useCallback, useEffect, useRef, useState } from "react";
import { failureOf } from "../../../lib/failure.ts";
import { type BulkWrites, useBulkWrites } from "./queries.ts";

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

// The same thing done to many, a few at a time: every one ends as done, failed with its error, or left alone because
// the whole was cancelled. Nothing is lost and nothing is begun after a cancel. Knows no noun and no React.
// /

/** How many requests are under way at once: a browser has six connections, and the table needs some too. */
const AT_ONCE = 4;

export type Outcome = { state: "done" } | { state: "failed"; error: unknown } | { state: "left" };

interface BulkOptions {
  signal: AbortSignal;
  atOnce?: number;
  onOutcome: (id: string, outcome: Outcome) => void;
}

/** Do `act` to every id; resolves when each has its outcome, and never rejects. */
export async function runAll(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
  { signal, atOnce = AT_ONCE, onOutcome }: BulkOptions,
): Promise<void> {
  const waiting = [...ids].toReversed();
  async function lane(): Promise<void> {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      onOutcome(id, signal.aborted ? { state: "left" } : await attempt(act, id));
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, lane));
}

const TRIES = 3;
const MOST_SECONDS = 30;

/** Ask again what the server was too busy for, after the time that it names. */
export function patient(act: (id: string) => Promise<unknown>, signal: AbortSignal): typeof act {
  return async (id) => {
    for (let left = TRIES; ; left -= 1) {
      try {
        return await act(id);
      } catch (error) {
        const { status, details } = failureOf(error);
        if (left === 0 || signal.aborted || (status !== 429 && status !== 503)) throw error;
        const seconds = Number(details["retry_after"] ?? 1);
        await pause(Math.min(MOST_SECONDS, seconds) * 1000, signal);
      }
    }
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** An act that is under way when the whole is cancelled is waited for: its outcome is known then, not guessed. */
async function attempt(act: (id: string) => Promise<unknown>, id: string): Promise<Outcome> {
  try {
    await act(id);
    return { state: "done" };
  } catch (error) {
    return { state: "failed", error };
  }
}
