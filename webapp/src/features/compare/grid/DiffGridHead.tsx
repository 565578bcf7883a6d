/** The headings of the comparison: the models with what can be done to each, the base marked. Always in sight. */
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Comparison } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { nameOf, shortId } from "../names.ts";
import { HEAD, type Shape } from "../shape.ts";
import type { ModelActs } from "./ModelMenu.tsx";

export interface DiffGridHeadProps {
  grid: string;
  comparison: Comparison;
  shape: Shape;
  active: number;
  first: number;
  last: number;
  acts: ModelActs;
}

const CELL = "flex shrink-0 items-center overflow-hidden border-b border-line bg-sunken";

/** The row of headings. */
export function DiffGridHead({ grid, comparison, shape, active, first, last, acts }: DiffGridHeadProps) {
  const t = useMessages();
  const { order, narrow, path, column } = shape;
  const start = narrow ? 0 : 1;
  const unified = shape.layout === "unified";
  const shown = order.slice(start + first, start + last + 1);
  const cell = (number: number) => ({
    id: `${grid}--1-${number}`,
    role: "columnheader",
    "aria-colindex": number + 1,
    "data-column": number,
    "data-active": active === number || undefined,
  });
  return (
    <div
      role="row"
      aria-rowindex={1}
      data-row={-1}
      className="sticky top-0 z-20 flex"
      style={{ height: HEAD, width: shape.width }}
    >
      <div
        {...cell(0)}
        className={path === 0 ? "sr-only" : `${CELL} sticky left-0 z-10 border-r px-3 font-semibold`}
        style={path === 0 ? undefined : { width: path }}
      >
        {t.diff.key}
      </div>
      {unified && (
        <div {...cell(1)} className={`${CELL} gap-2 overflow-x-auto px-3`} style={{ width: column }}>
          <span className="sr-only">{t.diff.values}</span>
          {comparison.ids.map((id, model) => (
            <div
              key={id}
              className="flex max-w-64 min-w-36 shrink-0 items-center border-r border-line pr-2 last:border-r-0"
            >
              <ModelHeading comparison={comparison} model={model} acts={acts} />
            </div>
          ))}
        </div>
      )}
      {!unified && !narrow && (
        <div
          {...cell(1)}
          className={`${CELL} sticky z-10 border-r px-2.5`}
          style={{ width: column, left: path }}
        >
          <ModelHeading comparison={comparison} model={order[0]!} acts={acts} />
        </div>
      )}
      {!unified && <div aria-hidden className="shrink-0" style={{ width: first * column }} />}
      {!unified &&
        shown.map((model, offset) => (
          <div
            key={model}
            {...cell(1 + start + first + offset)}
            className={`${CELL} border-r border-r-line/50 px-2.5`}
            style={{ width: column }}
          >
            <ModelHeading comparison={comparison} model={model} acts={acts} />
          </div>
        ))}
    </div>
  );
}

const ModelMenu = lazy(async () => ({ default: (await import("./ModelMenu.tsx")).ModelMenu }));

interface ModelHeadingProps {
  comparison: Comparison;
  model: number;
  acts: ModelActs;
}

/** A model at the head of its column: title, ID, whether it is the base, and the button of its menu. */
function ModelHeading({ comparison, model, acts }: ModelHeadingProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = comparison.ids[model]!;
  const shown = comparison.models[model];
  const titled = shown !== undefined && shown.title !== "";
  return (
    <>
      <span className="flex min-w-0 grow flex-col leading-snug" title={id}>
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-semibold">{nameOf(shown) || shortId(id)}</span>
          {model === comparison.base && <Badge tone="accent">{t.diff.base}</Badge>}
          {shown?.note?.verdict === "bad" && <Badge tone="bad">{t.diff.markedBad}</Badge>}
        </span>
        <span dir="rtl" className="truncate text-left font-mono text-[0.82rem] text-muted">
          <bdi>{titled ? id : id.slice(0, id.indexOf("/"))}</bdi>
        </span>
      </span>
      <Button
        ref={trigger}
        look="quiet"
        square
        tabIndex={-1}
        aria-label={t.diff.menuOf(id)}
        aria-haspopup="menu"
        aria-expanded={open}
        className="-mr-1 w-7! shrink-0"
        onClick={() => setOpen(true)}
      >
        <Ellipsis aria-hidden size={15} />
      </Button>
      {open && (
        <Suspense>
          <ModelMenu
            comparison={comparison}
            model={model}
            acts={acts}
            trigger={trigger}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
