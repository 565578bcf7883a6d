/** README text as safe HTML: parsed in a worker with a deadline, cleaned here. */
import { useEffect, useState } from "react";
import type { Told } from "../../lib/text/markdown.worker.ts";
import { safeHtml } from "../../lib/text/sanitize.ts";

/** A README that takes longer to parse is shown as text; starting the worker is not counted against it. */
const DEADLINE_MS = 800;
const START_MS = 10_000;

export interface LaidOut {
  text: string;
  /** Null if the text is better shown as it is. */
  html: string | null;
}

/** Lay out a text; until it is ready the answer is of the text before, or null. */
export function useMarkdown(text: string, imageWord: string, images: string | null): LaidOut | null {
  const [result, setResult] = useState<LaidOut | null>(null);
  useEffect(() => {
    const worker = new Worker(new URL("../../lib/text/markdown.worker.ts", import.meta.url), {
      type: "module",
    });
    const finish = (html: string | null): void => {
      clearTimeout(timer);
      worker.terminate();
      setResult({ text, html: html === null ? null : safeHtml(html, imageWord, images) });
    };
    let timer = setTimeout(() => finish(null), START_MS);
    worker.addEventListener("message", (event: MessageEvent<Told>) => {
      if ("html" in event.data) return finish(event.data.html);
      clearTimeout(timer);
      timer = setTimeout(() => finish(null), DEADLINE_MS);
    });
    worker.addEventListener("error", () => finish(null));
    // A worker has no origin to aim at.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(text);
    return () => {
      clearTimeout(timer);
      worker.terminate();
    };
  }, [text, imageWord, images]);
  return result;
}
