/** Tensors as a tree that can be searched and opened; branches carry the sums of what hangs on them. */
import { useDeferredValue, useMemo, useState } from "react";
import type { Tensor } from "./weights.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Indented } from "../../../components/tree/Indented.tsx";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useOpened } from "../../../components/tree/useOpened.ts";
import { TreeGrid } from "../../../components/tree/TreeGrid.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount, formatShort } from "../../../lib/format/format.ts";
import { shapeText, shardOf, tensorRows, type TensorTreeRow } from "./tensorTree.ts";
import { openedTo, openRows } from "../../../lib/json/tree.ts";

const ALL_OPEN = 60;

/** Find, open, look. */
export function TensorTree({ tensors }: { tensors: readonly Tensor[] }) {
  const t = useMessages();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const fitting = useMemo(() => tensors.filter((one) => said(one).includes(wanted)), [tensors, wanted]);
  const rows = useMemo(() => tensorRows(fitting), [fitting]);
  const { opened, setOpened, setOpen } = useOpened(rows, ALL_OPEN);
  const shown = useMemo(() => (wanted === "" ? openRows(rows, opened) : rows), [rows, opened, wanted]);
  const columns = [t.weights.name, t.weights.dtype, t.weights.shape, t.weights.parameters, t.weights.size];
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label={t.weights.find}
          placeholder={t.weights.find}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${INPUT} max-w-xs grow basis-40`}
        />
        <span role="status" className="grow text-muted">
          {t.weights.count(fitting.length)}
        </span>
        <Button onClick={() => setOpened(openedTo(rows, Infinity))}>{t.weights.expandAll}</Button>
        <Button onClick={() => setOpened(new Set())}>{t.weights.collapseAll}</Button>
      </div>
      {shown.length === 0 ? (
        <p className="py-8 text-center text-muted">{t.weights.nothing}</p>
      ) : (
        <TreeGrid
          labels={{ tree: t.weights.tree, columns }}
          rows={shown}
          opened={wanted === "" ? opened : null}
          onOpen={setOpen}
          cells={Cells}
        />
      )}
    </div>
  );
}

function said(one: Tensor): string {
  return `${one.name} ${one.file} ${one.dtype} ${one.shape.join("x")} ${shapeText(one.shape)}`.toLowerCase();
}

function Cells({ row, open }: { row: TensorTreeRow<Tensor>; open: boolean }) {
  const t = useMessages();
  const { language } = useLocale();
  const { tensor } = row;
  const shard = tensor && shardOf(tensor.file);
  return (
    <>
      <Indented depth={row.depth} branch={row.children > 0} open={open} title={tensor?.name ?? row.name}>
        <span className={`truncate ${tensor ? "" : "font-medium"}`}>{row.name}</span>
        {shard && (
          <span title={tensor.file} className="ml-2 shrink-0 text-[0.86rem] text-muted">
            {t.weights.shard(shard.part)}
          </span>
        )}
      </Indented>
      <span role="gridcell" className="hidden w-16 shrink-0 font-mono text-muted sm:block">
        {tensor?.dtype}
      </span>
      <span role="gridcell" className="min-w-0 grow truncate font-mono">
        {tensor ? (
          shapeText(tensor.shape)
        ) : (
          <span className="font-sans text-muted">{t.weights.count(row.tensors)}</span>
        )}
      </span>
      <span
        role="gridcell"
        title={formatCount(row.parameters, language)}
        className="w-16 shrink-0 text-right text-muted"
      >
        {formatShort(row.parameters, language)}
      </span>
      <span role="gridcell" className="hidden w-20 shrink-0 text-right text-muted sm:block">
        {tensor && tensor.size === null ? t.weights.sizeUnknown : formatBytes(row.size, language)}
      </span>
    </>
  );
}
