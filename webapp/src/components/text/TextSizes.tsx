/** Two texts by size and hash, where they are too long to be compared line by line. */
import { useEffect, useState } from "react";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes } from "../../lib/format/format.ts";

/** A small table. */
export function TextSizes({ before, after }: { before: string; after: string }) {
  const t = useMessages();
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      <Text term={t.diff.removed} text={before} />
      <Text term={t.diff.added} text={after} />
    </dl>
  );
}

function Text({ term, text }: { term: string; text: string }) {
  const t = useMessages();
  const { language } = useLocale();
  const hash = useHash(text);
  return (
    <>
      <dt className="font-medium">{term}</dt>
      <dd className="min-w-0">
        {formatBytes(new Blob([text]).size, language)}, {t.diff.lines(text.split("\n").length)}
        {hash !== "" && (
          <code className="ml-3 font-mono text-[0.93rem] break-all text-muted">
            {t.diff.hash} {hash}
          </code>
        )}
      </dd>
    </>
  );
}

/** Browsers hash only on a safe address; elsewhere the sizes have to do. */
function useHash(text: string): string {
  const [hash, setHash] = useState("");
  useEffect(() => {
    let current = true;
    const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
    async function read(): Promise<void> {
      const bytes = await subtle?.digest("SHA-256", new TextEncoder().encode(text));
      const digits = [...new Uint8Array(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, "0"));
      if (current) setHash(digits.join(""));
    }
    void read();
    return () => {
      current = false;
    };
  }, [text]);
  return hash;
}
