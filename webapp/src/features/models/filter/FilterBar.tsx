/** The filter of the table, as conditions or as text: one grammar, and the address is where it is kept. */
import { Code, ListChecks, ListFilter, X } from "lucide-react";
import { memo, useId, useMemo, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { readQuery } from "../../../lib/query/query.ts";
import { FilterChips } from "./FilterChips.tsx";
import { FilterFault, type Fault } from "./FilterFault.tsx";
import { FilterText } from "./FilterText.tsx";
import type { ColumnWish } from "./useColumnWish.ts";

export interface FilterBarProps {
  where: string;
  fault: Fault | null;
  /** A condition that the table asks for. */
  wish: ColumnWish;
  onApply: (where: string) => void;
}

/** Read and change the filter; what cannot be read as conditions stands as text. */
export const FilterBar = memo(function FilterBar({ where, fault, wish, onApply }: FilterBarProps) {
  const t = useMessages();
  const id = useId();
  const [asText, setAsText] = useState(false);
  const read = useMemo(() => readQuery(where), [where]);
  const groups = "groups" in read ? read.groups : null;
  const faultId = fault ? `${id}-fault` : undefined;
  const buttons = (
    <span className="flex shrink-0">
      {groups && (
        <Button
          look="quiet"
          square
          aria-label={asText ? t.filter.asChips : t.filter.asText}
          onClick={() => setAsText(!asText)}
        >
          {asText ? <ListChecks aria-hidden size={15} /> : <Code aria-hidden size={15} />}
        </Button>
      )}
      {where !== "" && (
        <Button look="quiet" square aria-label={t.filter.clear} onClick={() => onApply("")}>
          <X aria-hidden size={15} />
        </Button>
      )}
    </span>
  );
  return (
    <div className="relative flex min-w-0 grow basis-80 flex-col gap-1">
      <ListFilter
        aria-hidden
        size={15}
        className="pointer-events-none absolute top-[0.6rem] left-2.5 text-muted"
      />
      {groups && (!asText || wish.key !== null) ? (
        <FilterChips groups={groups} wish={wish} onApply={onApply} onText={() => setAsText(true)}>
          {buttons}
        </FilterChips>
      ) : (
        <FilterText where={where} wrong={fault !== null} describedBy={faultId} onApply={onApply}>
          {buttons}
        </FilterText>
      )}
      {fault && faultId && <FilterFault id={faultId} where={where} fault={fault} onApply={onApply} />}
    </div>
  );
});
