import { describe, expect, test, vi } from "vitest";
import { type Outcome, patient, runAll } from "./useBulk.ts";

const IDS = Array.from({ length: 20 }, (_, at) => `a/b:${at}`);

function collect(): { outcomes: Map<string, Outcome>; onOutcome: (id: string, outcome: Outcome) => void } {
  const outcomes = new Map<string, Outcome>();
  return {
    outcomes,
    onOutcome: (id, outcome) => {
      expect(outcomes.has(id)).toBe(false);
      outcomes.set(id, outcome);
    },
  };
}

describe("doing the same to many", () => {
  test("each is done once, in order, and never more than asked at once", async () => {
    const { outcomes, onOutcome } = collect();
    const begun: string[] = [];
    let now = 0;
    let most = 0;
    const act = async (id: string): Promise<void> => {
      begun.push(id);
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
    };
    await runAll(IDS, act, { signal: new AbortController().signal, atOnce: 3, onOutcome });
    expect(begun).toEqual(IDS);
    expect(most).toBe(3);
    expect([...outcomes.values()].every((one) => one.state === "done")).toBe(true);
    expect(outcomes.size).toBe(20);
  });

  test("one failure stops no other, and is told with its error", async () => {
    const { outcomes, onOutcome } = collect();
    const act = (id: string): Promise<void> =>
      id === IDS[7] ? Promise.reject(new Error("in use")) : Promise.resolve();
    await runAll(IDS, act, { signal: new AbortController().signal, onOutcome });
    expect(outcomes.get(IDS[7]!)).toEqual({ state: "failed", error: new Error("in use") });
    expect([...outcomes.values()].filter((one) => one.state === "done")).toHaveLength(19);
  });

  test("after a cancel nothing is begun, and what was under way is known", async () => {
    const { outcomes, onOutcome } = collect();
    const abort = new AbortController();
    const begun: string[] = [];
    const act = (id: string): Promise<void> => {
      begun.push(id);
      if (begun.length === 5) abort.abort();
      return Promise.resolve();
    };
    await runAll(IDS, act, { signal: abort.signal, atOnce: 2, onOutcome });
    expect(outcomes.size).toBe(20);
    expect(begun.every((id) => outcomes.get(id)?.state === "done")).toBe(true);
    expect([...outcomes.values()].filter((one) => one.state === "left")).toHaveLength(20 - begun.length);
    expect(begun.length).toBeLessThan(8);
  });

  test("what the server was too busy for is asked again after the time it named", async () => {
    vi.useFakeTimers();
    try {
      let asked = 0;
      const busy = { status: 429, code: "too_many", message: "wait", details: { retry_after: 7 } };
      const act = (): Promise<void> => ((asked += 1) < 3 ? Promise.reject(busy) : Promise.resolve());
      const done = patient(act, new AbortController().signal)("a");
      await vi.advanceTimersByTimeAsync(13_000);
      expect(asked).toBe(2);
      await vi.advanceTimersByTimeAsync(1_000);
      await done;
      expect(asked).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a refusal is not asked again", async () => {
    let asked = 0;
    const refused = { status: 409, code: "in_use", message: "no", details: {} };
    const act = (): Promise<void> => ((asked += 1), Promise.reject(refused));
    await expect(patient(act, new AbortController().signal)("a")).rejects.toBe(refused);
    expect(asked).toBe(1);
  });
});
