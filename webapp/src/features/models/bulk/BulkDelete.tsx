/** Puts the selected models into the trash; those that something holds on to are told apart. Loaded when first opened. */
import { useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { useBulk, type Bulk } from "./useBulk.ts";
import type { BulkActProps } from "./acts.ts";

const NAMED = 6;

/** Names them, and wants their number typed. */
export function BulkDelete({ ids, onClose }: BulkActProps) {
  const t = useMessages();
  const words = t.tools.bulk;
  const bulk = useBulk();
  const [typed, setTyped] = useState("");
  const run = (which: readonly string[], force: boolean): void =>
    bulk.run(which, (writes, id) => writes.trash(id, force));
  return (
    <BulkDialog
      title={words.deleteTitle(ids.length)}
      bulk={bulk}
      submit={{
        label: t.model.delete,
        danger: true,
        disabled: typed.trim() !== String(ids.length),
        run: () => run(ids, false),
      }}
      again={<Rest bulk={bulk} onRun={run} />}
      onClose={onClose}
    >
      <ul className="rounded-md border border-line bg-sunken px-3 py-2 font-mono text-[0.93rem]">
        {ids.slice(0, NAMED).map((id) => (
          <li key={id} className="truncate" title={id}>
            {id}
          </li>
        ))}
        {ids.length > NAMED && <li className="font-sans text-muted">{words.more(ids.length - NAMED)}</li>}
      </ul>
      <p>{words.deleteWhat}</p>
      <TextField
        label={words.deleteType(ids.length)}
        inputMode="numeric"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </BulkDialog>
  );
}

/** Those in use go only if they are asked for by name; a protected alias keeps a model even then. */
function Rest({ bulk, onRun }: { bulk: Bulk; onRun: (ids: readonly string[], force: boolean) => void }) {
  const t = useMessages();
  const words = t.tools.bulk;
  const held: string[] = [];
  const others: string[] = [];
  for (const [id, one] of bulk.outcomes) {
    const failure = one.state === "failed" ? failureOf(one.error) : null;
    if (failure?.code === "in_use") {
      if (failure.details["force"] === true) held.push(id);
    } else if (one.state !== "done") others.push(id);
  }
  return (
    <>
      {others.length > 0 && (
        <Button onClick={() => onRun(others, false)}>{words.again(others.length)}</Button>
      )}
      {held.length > 0 && (
        <Button look="danger" onClick={() => onRun(held, true)}>
          {words.force(held.length)}
        </Button>
      )}
    </>
  );
}
