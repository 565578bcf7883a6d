/** README text laid out. Loaded when first shown; what makes it safe is in lib/text/sanitize.ts. */
import { useMessages } from "../../i18n/messages.ts";
import { Skeleton } from "../feedback/Skeleton.tsx";
import { useMarkdown } from "./useMarkdown.ts";

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
