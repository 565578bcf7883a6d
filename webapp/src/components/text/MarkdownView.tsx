/** README text laid out. Loaded when first shown; what makes it safe is in lib/text/sanitize.ts. */
import { useEffect, useState } from "react";
import { useMessages } from "../../i18n/messages.ts";
import type { Told } from "../../lib/text/markdown.worker.ts";
import { safeHtml } from "../../lib/text/sanitize.ts";
import { Skeleton } from "../feedback/Skeleton.tsx";

export interface MarkdownProps {
  text: string;
  /** The address under which images lie that the text names as its own. */
  images?: string | null;
}

/** Shows Markdown, or its text if it cannot be laid out in time. */
export function MarkdownView({ text, images = null }: MarkdownProps) {
  const t = useMessages();
  const result = useMarkdown(text, t.readme.image, images);
  if (result === null) return <Skeleton />;
  if (result.html === null) {
    return (
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t.readme.tooLong}</p>
        <pre className="max-h-[70vh] overflow-auto whitespace-pre-wrap">{result.text}</pre>
      </div>
    );
  }
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: result.html }} />;
}

/** A README that takes longer to parse is shown as text; starting the worker is not counted against it. */
const DEADLINE_MS = 800;
const START_MS = 10_000;

interface LaidOut {
  text: string;
  /** Null if the text is better shown as it is. */
  html: string | null;
}

/** README text as safe HTML: parsed in a worker with a deadline, cleaned here. */
function useMarkdown(text: string, imageWord: string, images: string | null): LaidOut | null {
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
