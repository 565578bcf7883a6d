/** A model at the head of its column: title, ID, whether it is the base, and the button of its menu. */
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Comparison } from "../../../api/types.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { ModelActs } from "./ModelMenu.tsx";
import { nameOf, shortId } from "../names.ts";

const ModelMenu = lazy(async () => ({ default: (await import("./ModelMenu.tsx")).ModelMenu }));

export interface ModelHeadingProps {
  comparison: Comparison;
  model: number;
  acts: ModelActs;
}

/** Title above, ID below. */
export function ModelHeading({ comparison, model, acts }: ModelHeadingProps) {
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
