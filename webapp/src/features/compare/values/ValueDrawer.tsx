/** Both values of one key in full: the base's and one other's, line by line. Loaded when first opened. */
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useId } from "react";
import { Dialog as KitDialog, Heading, Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Comparison, DiffRow } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { TextDiff } from "../../../components/text/TextDiff.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { type Json, writeExact } from "../../../lib/json/json.ts";
import { leafText } from "../../../lib/json/tree.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { CellValue } from "../grid/CellValue.tsx";
import { nameOf, shortId } from "../names.ts";
import type { Node } from "../tree.ts";
import { ReadmeDiff } from "./ReadmeDiff.tsx";

export interface ValueDrawerProps {
  comparison: Comparison;
  node: Node;
  model: number;
  onModel: (model: number) => void;
  onStep: (step: 1 | -1) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function ValueDrawer({ comparison, node, model, onModel, onStep, onClose }: ValueDrawerProps) {
  const t = useMessages();
  const field = useId();
  const { ids, base } = comparison;
  const row = node.row!;

  function onKeyDown(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLSelectElement;
    const step = { n: 1, b: -1 }[event.key] as 1 | -1 | undefined;
    if (step === undefined || typing || event.ctrlKey || event.metaKey || isComposing(event.nativeEvent))
      return;
    event.preventDefault();
    onStep(step);
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 flex justify-end bg-[#0b0b1066]"
    >
      <Modal className="h-full w-full max-w-3xl">
        {/* The keys of the page work in here too. */}
        <div role="presentation" className="h-full" onKeyDown={onKeyDown}>
          <KitDialog className="flex h-full flex-col gap-4 overflow-y-auto border-l border-line bg-raised p-5 shadow-float outline-none">
            <div className="flex items-start gap-1">
              <Heading slot="title" className="min-w-0 grow pt-1 font-mono text-lg font-semibold break-all">
                {row.key}
              </Heading>
              <Button
                look="quiet"
                square
                aria-label={t.diff.previous}
                aria-keyshortcuts="b"
                onClick={() => onStep(-1)}
              >
                <ChevronUp aria-hidden size={17} />
              </Button>
              <Button
                look="quiet"
                square
                aria-label={t.diff.next}
                aria-keyshortcuts="n"
                onClick={() => onStep(1)}
              >
                <ChevronDown aria-hidden size={17} />
              </Button>
              <Button look="quiet" square aria-label={t.app.close} onClick={onClose}>
                <X aria-hidden size={17} />
              </Button>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              <label htmlFor={field} className="text-muted">
                {t.diff.against}
              </label>
              <select
                id={field}
                value={model}
                onChange={(event) => onModel(Number(event.target.value))}
                className={`${INPUT} max-w-96 font-mono`}
              >
                {ids.map((id, at) => (
                  <option key={id} value={at} disabled={at === base}>
                    {shortId(id)}
                  </option>
                ))}
              </select>
            </div>
            <ValueSides comparison={comparison} row={row} model={model} />
          </KitDialog>
        </div>
      </Modal>
    </ModalOverlay>
  );
}

const UNDER = "border-b border-line";

interface ValueSidesProps {
  comparison: Comparison;
  row: DiffRow;
  model: number;
}

/** The base's value and another's: what each is, then the two line by line. */
function ValueSides({ comparison, row, model }: ValueSidesProps) {
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
