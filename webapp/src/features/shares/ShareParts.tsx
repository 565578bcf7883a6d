/** What a share shows, a word for each part. */
import { useMessages } from "../../i18n/messages.ts";
import type { Part } from "../../api/parts.ts";
import { Badge } from "../../components/layout/Badge.tsx";

/** On one line where there is room; in a table always. */
export function ShareParts({ sees }: { sees: readonly Part[] }) {
  const t = useMessages();
  return (
    <span className="[&>*+*]:ml-1">
      {sees.map((part) => (
        <Badge key={part}>{t.share.part[part]}</Badge>
      ))}
    </span>
  );
}
