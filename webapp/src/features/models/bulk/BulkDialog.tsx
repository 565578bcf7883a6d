/** The frame of an act over many models: what to do, then how far it is, then what became of them. */
import { CircleAlert, CircleCheck } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { Choices } from "../../../components/controls/Choices.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { Progress } from "../../../components/feedback/Progress.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf, sentenceOf } from "../../../lib/failure.ts";
import { type Bulk, useBulk } from "./useBulk.ts";

export interface BulkDialogProps {
  title: string;
  bulk: Bulk;
  /** The word on the button that begins; it is red for what takes away. */
  submit: { label: string; danger?: boolean; disabled: boolean; run: () => void };
  /** What can be done with those that failed. */
  again?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Closing while it runs cancels what has not begun, and stays to tell what was done. */
export function BulkDialog({ title, bulk, submit, again, onClose, children }: BulkDialogProps) {
  const t = useMessages();
  const running = bulk.phase === "running";

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (!submit.disabled) submit.run();
  }
  return (
    <Dialog alert={submit.danger === true || running} title={title} onClose={running ? bulk.cancel : onClose}>
      {bulk.phase === "idle" ? (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {children}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t.app.cancel}</Button>
            <Button type="submit" look={submit.danger ? "danger" : "primary"} disabled={submit.disabled}>
              {submit.label}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <BulkReport bulk={bulk} title={title} />
          <div className="flex flex-wrap justify-end gap-2">
            {running ? (
              <Button onClick={bulk.cancel}>{t.app.cancel}</Button>
            ) : (
              <>
                {again}
                <Button look="primary" onClick={onClose}>
                  {t.app.close}
                </Button>
              </>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

/** More lines than this are in the copied list only. */
const SHOWN = 100;

/** How far an act over many models is, and after it what became of each that did not go through. */
function BulkReport({ bulk, title }: { bulk: Bulk; title: string }) {
  const t = useMessages();
  const words = t.tools.bulk;
  const done = bulk.count("done");
  const left = bulk.count("left");
  const failed = [...bulk.outcomes].flatMap(([id, one]) =>
    one.state === "failed" ? [{ id, error: one.error }] : [],
  );
  if (bulk.phase === "idle") return null;
  if (bulk.phase === "running") {
    const settled = bulk.outcomes.size;
    return (
      <Progress label={title} done={settled} total={bulk.total} text={words.progress(settled, bulk.total)} />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
        <span className="inline-flex items-center gap-1.5 text-good">
          <CircleCheck aria-hidden size={16} />
          {words.done(done)}
        </span>
        {failed.length > 0 && (
          <span className="inline-flex items-center gap-1.5 text-bad">
            <CircleAlert aria-hidden size={16} />
            {words.failed(failed.length)}
          </span>
        )}
        {left > 0 && <span className="text-muted">{words.left(left)}</span>}
      </p>
      {failed.length > 0 && (
        <>
          <ul
            aria-label={words.failures}
            tabIndex={0}
            className="max-h-64 overflow-y-auto rounded-md border border-line"
          >
            {failed.slice(0, SHOWN).map(({ id, error }) => (
              <li key={id} className="border-b border-line px-3 py-2 last:border-0">
                <code className="font-mono text-[0.93rem] break-all">{id}</code>
                <p className="text-[0.93rem] text-muted">{reasonOf(error, t)}</p>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="text-muted">{failed.length > SHOWN && words.more(failed.length - SHOWN)}</span>
            <CopyButton wide label={words.copyFailed} text={() => failed.map(({ id }) => id).join("\n")} />
          </div>
        </>
      )}
    </div>
  );
}

/** The server's sentence; for a model in use, what holds on to it. */
function reasonOf(error: unknown, t: ReturnType<typeof useMessages>): string {
  const failure = failureOf(error);
  const { reasons } = failure.details;
  if (failure.code !== "in_use" || !Array.isArray(reasons)) return sentenceOf(failure, t.error);
  const words = t.tools.bulk.reasons;
  return (reasons as Record<string, unknown>[])
    .map(({ kind, text, alias, count }) => {
      if (kind === "protected_alias") return words.protectedAlias(String(alias));
      if (kind === "alias") return words.alias(String(alias));
      if (kind === "public") return words.public;
      return kind === "children" ? words.children(Number(count)) : String(text);
    })
    .join(" · ");
}

/** Offers those that failed or were left alone once more. */
export function TryAgain({ bulk, onRun }: { bulk: Bulk; onRun: (ids: readonly string[]) => void }) {
  const t = useMessages();
  const rest = [...bulk.outcomes].filter(([, one]) => one.state !== "done").map(([id]) => id);
  if (rest.length === 0) return null;
  return <Button onClick={() => onRun(rest)}>{t.tools.bulk.again(rest.length)}</Button>;
}

// What every act over many models is given. Types only.

export interface BulkActProps {
  ids: readonly string[];
  onClose: () => void;
}

/** Adds tags to the selected models and takes others off. Loaded when first opened. */
export function BulkTags({ ids, onClose }: BulkActProps) {
  const t = useMessages();
  const words = t.tools.bulk;
  const bulk = useBulk();
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState("");
  const edits = [{ add_tags: listed(add) }, { remove_tags: listed(remove) }].filter(
    (edit) => Object.values(edit)[0]!.length > 0,
  );
  const run = (which: readonly string[]): void =>
    bulk.run(which, async (writes, id) => {
      for (const edit of edits) await writes.edit(id, edit);
    });
  return (
    <BulkDialog
      title={words.tagTitle(ids.length)}
      bulk={bulk}
      submit={{ label: words.tagRun, disabled: edits.length === 0, run: () => run(ids) }}
      again={<TryAgain bulk={bulk} onRun={run} />}
      onClose={onClose}
    >
      <TextField
        label={words.tagAdd}
        help={words.tagHelp}
        placeholder="baseline, paper-v2"
        value={add}
        onChange={(event) => setAdd(event.target.value)}
      />
      <TextField label={words.tagRemove} value={remove} onChange={(event) => setRemove(event.target.value)} />
    </BulkDialog>
  );
}

function listed(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}

type Visibility = "private" | "public";

/** Makes the selected models public, or private again. Loaded when first opened. */
export function BulkVisibility({ ids, onClose }: BulkActProps) {
  const t = useMessages();
  const words = t.tools.bulk;
  const bulk = useBulk();
  const [visibility, setVisibility] = useState<Visibility>("private");
  const run = (which: readonly string[]): void =>
    bulk.run(which, (writes, id) => writes.edit(id, { visibility }));
  return (
    <BulkDialog
      title={words.visibilityTitle(ids.length)}
      bulk={bulk}
      submit={{ label: words.visibilityRun[visibility], disabled: false, run: () => run(ids) }}
      again={<TryAgain bulk={bulk} onRun={run} />}
      onClose={onClose}
    >
      <Choices<Visibility>
        label={t.fields.visibility}
        value={visibility}
        options={[
          { value: "private", label: t.states.private, hint: words.privateHint },
          { value: "public", label: t.states.public, hint: words.publicHint },
        ]}
        onChange={setVisibility}
      />
    </BulkDialog>
  );
}

const NAMED = 6;

/** Puts the selected models into the trash; those that something holds on to are told apart. Loaded when first opened. */
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
