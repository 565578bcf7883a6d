/** Two texts compared in a worker with a deadline, so that no text can hold up the page. */
import { useEffect, useState } from "react";
import type { Line } from "../../lib/text/textdiff.ts";
import type { Compared, Texts } from "../../lib/text/textdiff.worker.ts";

/** Comparing may take this long; starting the worker is not counted against it. */
const DEADLINE_MS = 1500;
const START_MS = 10_000;

export interface TextDiff {
  before: string;
  after: string;
  /** Null if they are not compared line by line. */
  lines: Line[] | null;
  /** That is not because it takes too long: there is no worker to do it. */
  failed: boolean;
}

/** Compare two texts; null until the answer is there. */
export function useTextDiff(before: string, after: string): TextDiff | null {
  const [result, setResult] = useState<TextDiff | null>(null);
  useEffect(() => {
    const worker = startWorker();
    const finish = (lines: Line[] | null, failed = false): void => {
      clearTimeout(timer);
      worker?.terminate();
      setResult({ before, after, lines, failed });
    };
    let timer = setTimeout(() => finish(null, true), worker === null ? 0 : START_MS);
    worker?.addEventListener("message", (event: MessageEvent<Compared>) => {
      if ("lines" in event.data) return finish(event.data.lines);
      clearTimeout(timer);
      timer = setTimeout(() => finish(null), DEADLINE_MS);
    });
    worker?.addEventListener("error", () => finish(null, true));
    // A worker has no origin to aim at.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker?.postMessage({ before, after, timeout: DEADLINE_MS } satisfies Texts);
    return () => {
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [before, after]);
  return result !== null && result.before === before && result.after === after ? result : null;
}

/** A worker, or null where the browser refuses to make one: the texts are then told by size and hash. */
function startWorker(): Worker | null {
  try {
    return new Worker(new URL("../../lib/text/textdiff.worker.ts", import.meta.url), { type: "module" });
  } catch {
    return null;
  }
}
