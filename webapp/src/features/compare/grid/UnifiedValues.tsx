/** All values of one key below one another: what the base has, then each other value with the models that have it. */
import { memo } from "react";
import type { Comparison, DiffRow } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { CellValue } from "./CellValue.tsx";
import { nameOf } from "../names.ts";
import { valueGroups } from "../shape.ts";

export interface UnifiedValuesProps {
  row: DiffRow;
  models: Comparison["models"];
  base: number;
}

const GROUND = {
  same: "",
  changed: "bg-warn-soft/45",
  added: "bg-good-soft/60",
  removed: "bg-bad-soft/60",
};

function Values({ row, models, base }: UnifiedValuesProps) {
  const t = useMessages();
  return (
    <div className="flex w-full flex-col py-1">
      {valueGroups(row, base).map(({ cell, models: at }, line) => (
        <div key={line} className={`flex h-[25px] items-center gap-3 rounded px-2 ${GROUND[cell.change]}`}>
          <span className="min-w-0 grow basis-1/2 truncate">
            <CellValue row={row} cell={cell} isBase={line === 0} />
          </span>
          <span
            className="flex min-w-0 shrink basis-2/5 items-center justify-end gap-1.5 truncate text-[0.86rem] text-muted"
            title={at.map((model) => models[model]?.id).join("\n")}
          >
            {line === 0 && <Badge tone="accent">{t.diff.base}</Badge>}
            <span className="truncate">{at.map((model) => nameOf(models[model])).join(", ")}</span>
          </span>
        </div>
      ))}
    </div>
  );
}

export const UnifiedValues = memo(Values);
