/** The base's value and another's: what each is, then the two line by line. */
import type { Comparison, DiffRow } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { TextDiff } from "../../../components/text/TextDiff.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { writeExact, type Json } from "../../../lib/json/json.ts";
import { leafText } from "../../../lib/json/tree.ts";
import { CellValue } from "../grid/CellValue.tsx";
import { nameOf } from "../names.ts";
import { ReadmeDiff } from "./ReadmeDiff.tsx";

const UNDER = "border-b border-line";

export interface ValueSidesProps {
  comparison: Comparison;
  row: DiffRow;
  model: number;
}

/** Two lines of facts, then the texts. */
export function ValueSides({ comparison, row, model }: ValueSidesProps) {
  const t = useMessages();
  const { base, models, ids } = comparison;
  return (
    <>
      <dl className="grid shrink-0 grid-cols-[minmax(0,2fr)_minmax(0,3fr)] sm:grid-cols-[minmax(0,14rem)_1fr] overflow-hidden rounded-md border border-line">
        {[base, model].map((at, side) => (
          <div key={side} className="contents">
            <dt
              title={ids[at]}
              className={`flex items-center gap-2 bg-sunken px-3 py-2 ${side === 0 ? UNDER : ""}`}
            >
              <span className="truncate">{nameOf(models[at])}</span>
              {side === 0 && <Badge tone="accent">{t.diff.base}</Badge>}
            </dt>
            <dd className={`flex min-w-0 items-center gap-1 py-1 pr-1 pl-3 ${side === 0 ? UNDER : ""}`}>
              <CellValue row={row} cell={row.cells[at]!} isBase={side === 0} />
              <CopyButton
                text={() => leafText(row.cells[at]?.value ?? "")}
                label={side === 0 ? t.diff.copyBase : t.diff.copyOther}
                className="shrink-0"
              />
            </dd>
          </div>
        ))}
      </dl>
      {/* Neither gives way in a low window: the drawer scrolls. */}
      <div className="shrink-0">
        {row.section === "readme" ? (
          <ReadmeDiff before={ids[base]!} after={ids[model]!} />
        ) : (
          <TextDiff
            label={t.diff.drawerOf(row.key)}
            before={textOf(row.cells[base]?.value)}
            after={textOf(row.cells[model]?.value)}
          />
        )}
      </div>
    </>
  );
}

/** Texts as they are, all else as JSON with a line for each item. */
function textOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" && value !== "" ? value : writeExact(value, 2);
}
