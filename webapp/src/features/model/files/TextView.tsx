/** Bytes as plain text with line numbers, and never as anything else. */
import { useId, useMemo, useState } from "react";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { isActive, textOf } from "./preview.ts";
import { useWords } from "../checkpoints/useWords.ts";

/** Above so many lines numbers would cost more than they help. */
const NUMBERED = 20_000;

export interface TextViewProps {
  path: string;
  bytes: Uint8Array;
  /** Of the whole file. */
  size: number;
}

/** The beginning of a file. */
export function TextView({ path, bytes, size }: TextViewProps) {
  const { preview } = useWords().content;
  const { language } = useLocale();
  const id = useId();
  const [wrap, setWrap] = useState(false);
  const cut = bytes.length < size;
  const found = useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const numbers = useMemo(
    () =>
      found === null || found.lines > NUMBERED
        ? null
        : Array.from({ length: found.lines }, (_, at) => at + 1).join("\n"),
    [found],
  );
  if (found === null)
    return <p className="rounded-md border border-line bg-sunken p-4">{preview.why.binary}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {isActive(path) && <p className="text-muted">{preview.asText}</p>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        <span>{preview.lines(found.lines)}</span>
        {cut && <span>{preview.cut(formatBytes(bytes.length, language), formatBytes(size, language))}</span>}
        <label htmlFor={id} className="ml-auto inline-flex items-center gap-2">
          <input
            id={id}
            type="checkbox"
            checked={wrap}
            onChange={(event) => setWrap(event.target.checked)}
            className="size-4 shrink-0 accent-accent-fill"
          />
          {preview.wrap}
        </label>
      </div>
      <section
        aria-label={path}
        tabIndex={0}
        className="flex max-h-[62vh] overflow-auto rounded-md border border-line bg-surface font-mono text-[0.9rem] leading-normal"
      >
        {numbers !== null && !wrap && (
          <pre
            aria-hidden
            className="sticky left-0 border-r border-line bg-sunken px-2 py-2 text-right text-muted select-none"
          >
            {numbers}
          </pre>
        )}
        <pre
          dir="ltr"
          translate="no"
          className={`grow px-3 py-2 ${wrap ? "min-w-0 break-all whitespace-pre-wrap" : ""}`}
        >
          {found.text}
        </pre>
      </section>
    </div>
  );
}
