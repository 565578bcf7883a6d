/** README text laid out. Loaded when first shown; everything that makes it safe is in lib/markdown.ts. */
import { useMemo } from "react";
import { useMessages } from "../i18n/messages.ts";
import { renderMarkdown } from "../lib/markdown.ts";

/** Shows Markdown, or its text if it cannot be laid out in time. */
export function MarkdownView({ text }: { text: string }) {
  const t = useMessages();
  const html = useMemo(() => renderMarkdown(text, t.readme.image), [text, t]);
  if (html === null) {
    return (
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t.readme.tooLong}</p>
        <pre className="max-h-[70vh] overflow-auto whitespace-pre-wrap">{text}</pre>
      </div>
    );
  }
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
