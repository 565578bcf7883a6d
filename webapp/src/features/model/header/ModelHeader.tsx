/** Title, ID, tags, state, and what can be done with a model as a whole. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical, Globe, Lock, Pencil, ThumbsDown, Trash2, Upload, Users } from "lucide-react";
import { type FormEvent, lazy, Suspense, useMemo, useRef, useState } from "react";
import { useEditModel } from "../../../api/mutations.ts";
import type { FullModel } from "../../../api/types.ts";
import { ActsButton } from "../../../components/controls/ActsButton.tsx";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { WordList } from "../../../components/controls/WordList.tsx";
import { StateBadge } from "../../../components/layout/StateBadge.tsx";
import { useActions } from "../../../components/useActions.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { isComposing } from "../../../lib/shortcuts.ts";
import { sharesOf } from "../../shares/sharing.ts";
import { AliasEditor } from "./AliasEditor.tsx";

const LINK = "tap inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken";

export interface ModelHeaderProps {
  model: FullModel;
  mayEdit: boolean;
  /** For a member of the team, whom it concerns whether the model is private. */
  inside: boolean;
}

/** The head of a model's page. */
export function ModelHeader({ model, mayEdit, inside }: ModelHeaderProps) {
  const t = useMessages();
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <TitleEditor model={model} mayEdit={mayEdit} />
        <div className="ml-auto flex flex-wrap gap-2">
          {mayEdit && <ShareButton model={model} />}
          <Link to="/near/$dataset/$model" params={modelParams(model.id)} className={LINK}>
            <FlaskConical aria-hidden size={15} />
            {t.near.title}
          </Link>
          {mayEdit && (
            <Link to="/upload" search={{ model: model.id }} className={LINK}>
              <Upload aria-hidden size={15} />
              {t.upload.newCheckpoint}
            </Link>
          )}
          {mayEdit && <ModelActs model={model} />}
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="inline-flex min-w-0 items-center gap-0.5">
          <code className="font-mono break-all text-muted">{model.id}</code>
          <CopyButton text={model.id} label={t.model.copyId} />
        </span>
        <StateBadge state={model.state} t={t} />
        {(inside ? !mayEdit : model.visibility === "public") && <StateBadge state={model.visibility} t={t} />}
        <AliasEditor model={model} mayEdit={mayEdit} inside={inside} />
        <TagEditor model={model} mayEdit={mayEdit} />
      </div>
    </header>
  );
}

/** The tags of a model. */
function TagEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
  const t = useMessages();
  const edit = useEditModel(model.id);
  return (
    <WordList
      words={model.tags}
      labels={{ list: t.fields.tags, add: t.model.tagAdd, remove: t.model.tagRemove }}
      onAdd={mayEdit ? (tag) => edit.mutate({ edit: { add_tags: [tag] } }) : undefined}
      onRemove={mayEdit ? (tag) => edit.mutate({ edit: { remove_tags: [tag] } }) : undefined}
    />
  );
}

/** The title as heading, and as an input while it is changed. A change by another person meanwhile is refused. */
function TitleEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
  const t = useMessages();
  const [draft, setDraft] = useState<string | null>(null);
  const edit = useEditModel(model.id);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const title = (draft ?? "").trim();
    edit.mutate({ edit: { title }, revision: model.revision }, { onSuccess: () => setDraft(null) });
  }
  if (draft !== null) {
    return (
      <form onSubmit={submit} className="flex grow flex-wrap items-end gap-2">
        <TextField
          label={t.model.titleLabel}
          hideLabel
          autoFocus
          spellCheck
          maxLength={300}
          value={draft}
          placeholder={t.model.untitled}
          className="max-w-2xl grow basis-60"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && !isComposing(event.nativeEvent) && setDraft(null)}
        />
        <Button type="submit" look="primary" disabled={edit.isPending}>
          {t.app.save}
        </Button>
        <Button onClick={() => setDraft(null)}>{t.app.cancel}</Button>
      </form>
    );
  }
  return (
    <div className="flex min-w-0 grow basis-64 items-center gap-1.5">
      <h1
        className={`min-w-0 text-2xl wrap-anywhere font-semibold tracking-tight ${model.title ? "" : "text-muted"}`}
      >
        {model.title || model.name}
      </h1>
      {mayEdit && (
        <Button look="quiet" square aria-label={t.model.rename} onClick={() => setDraft(model.title)}>
          <Pencil aria-hidden size={15} className="text-muted" />
        </Button>
      )}
    </div>
  );
}

const DeleteModel = lazy(async () => ({ default: (await import("./DeleteModel.tsx")).DeleteModel }));
const NoteDialog = lazy(async () => ({ default: (await import("./NoteDialog.tsx")).NoteDialog }));

const DIALOGS = { note: NoteDialog, delete: DeleteModel };

/** What is rarely done to a model as a whole, behind one button, and the dialogs that follow from it. */
function ModelActs({ model }: { model: FullModel }) {
  const t = useMessages();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<keyof typeof DIALOGS | null>(null);
  const Dialog = open && DIALOGS[open];
  const acts = useMemo(
    () => [
      { id: "note" as const, label: t.lineage.mark, icon: ThumbsDown },
      { id: "delete" as const, label: t.model.deleteAsk, icon: Trash2 },
    ],
    [t],
  );
  const offered = useMemo(
    () => acts.map(({ id, label }) => ({ id, label, group: t.app.groups.model, run: () => setOpen(id) })),
    [acts, t],
  );
  useActions(offered);
  return (
    <>
      <ActsButton label={t.model.more} acts={acts} button={button} onAct={setOpen} />
      <Suspense>
        {Dialog && (
          <Dialog
            model={model}
            onClose={() => {
              setOpen(null);
              button.current?.focus();
            }}
          />
        )}
      </Suspense>
    </>
  );
}

const ShareDialog = lazy(async () => ({ default: (await import("../sharing/ShareDialog.tsx")).ShareDialog }));
const ICONS = { private: Lock, public: Globe, shared: Users };

/** Says how open a model is, and opens the dialog that changes it. For Admins. */
function ShareButton({ model }: { model: FullModel }) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const found = useQuery(sharesOf(model.id));
  const others = (found.data ?? []).filter((share) => share.kind !== "public").length;
  const state = model.visibility === "public" ? "public" : others > 0 ? "shared" : "private";
  const words = state === "shared" ? t.share.state.shared(others) : t.share.state[state];
  const Icon = ICONS[state];
  const offered = useMemo(
    () => [{ id: "share", label: t.share.title, group: t.app.groups.model, run: () => setOpen(true) }],
    [t],
  );
  useActions(offered);
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-label={t.share.open(words)}
        title={t.share.stateHint[state]}
        onClick={() => setOpen(true)}
      >
        <Icon aria-hidden size={15} className={state === "private" ? "text-muted" : "text-accent"} />
        {words}
      </Button>
      <Suspense>{open && <ShareDialog model={model} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
