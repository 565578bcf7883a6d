/** The comparison to take along: its link, as Markdown, as JSON. */
import { Braces, FileText, Link2 } from "lucide-react";
import type { Comparison } from "../../../api/types.ts";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { writeExact, type Json } from "../../../lib/json/json.ts";
import { toMarkdown } from "./markdown.ts";

/** Three buttons; the address is the whole state, so the link is all that is to be shared. */
export function ShareButtons({ comparison }: { comparison: Comparison | undefined }) {
  const t = useMessages();
  return (
    <>
      <CopyButton wide icon={Link2} text={() => window.location.href} label={t.diff.share} />
      {comparison && (
        <span className="flex rounded-md border border-rim bg-surface">
          <CopyButton icon={FileText} text={() => toMarkdown(comparison)} label={t.diff.copyMarkdown} />
          <CopyButton
            icon={Braces}
            text={() => writeExact(comparison as unknown as Json, 2)}
            label={t.diff.copyJson}
          />
        </span>
      )}
    </>
  );
}
