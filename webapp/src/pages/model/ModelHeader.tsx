/** Title, ID, tags, state, and what can be done with a model as a whole. */
import { Link } from "@tanstack/react-router";
import { FlaskConical, ThumbsDown, Trash2, Upload } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { FullModel } from "../../api/types.ts";
import { Badge, toneOf } from "../../components/Badge.tsx";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { useActions } from "../../components/useActions.ts";
import { useMessages } from "../../i18n/messages.ts";
import { modelParams } from "../../lib/paths.ts";
import { AliasEditor } from "./AliasEditor.tsx";
import { ShareButton } from "./sharing/ShareButton.tsx";
import { TagEditor } from "./TagEditor.tsx";
import { TitleEditor } from "./TitleEditor.tsx";

const DeleteModel = lazy(async () => ({ default: (await import("./DeleteModel.tsx")).DeleteModel }));

const NoteDialog = lazy(async () => ({ default: (await import("./NoteDialog.tsx")).NoteDialog }));

export interface ModelHeaderProps {
  model: FullModel;
  mayEdit: boolean;
  /** For somebody of the team, whom it concerns whether the model is private. */
  inside: boolean;
}

/** The head of a model's page. */
export function ModelHeader({ model, mayEdit, inside }: ModelHeaderProps) {
  const t = useMessages();
  const [asking, setAsking] = useState<"delete" | "note" | null>(null);
  const offered = useMemo(
    () =>
      mayEdit
        ? [
            { id: "note", label: t.lineage.mark, group: t.app.groups.model, run: () => setAsking("note") },
            {
              id: "delete",
              label: t.model.delete,
              group: t.app.groups.model,
              run: () => setAsking("delete"),
            },
          ]
        : [],
    [t, mayEdit],
  );
  useActions(offered);
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start justify-between gap-x-2 gap-y-2">
        <TitleEditor model={model} mayEdit={mayEdit} />
        <Link
          to="/near/$dataset/$model"
          params={modelParams(model.id)}
          className="tap ml-auto inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken"
        >
          <FlaskConical aria-hidden size={15} />
          {t.near.title}
        </Link>
        {mayEdit && (
          <div className="flex flex-wrap gap-2">
            <Link
              to="/upload"
              search={{ model: model.id }}
              className="tap inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken"
            >
              <Upload aria-hidden size={15} />
              {t.upload.newCheckpoint}
            </Link>
            <ShareButton model={model} />
            <Button onClick={() => setAsking("note")}>
              <ThumbsDown aria-hidden size={15} />
              {t.lineage.mark}
            </Button>
            <Button onClick={() => setAsking("delete")}>
              <Trash2 aria-hidden size={15} />
              {t.model.delete}
            </Button>
          </div>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="inline-flex min-w-0 items-center gap-0.5">
          <code className="font-mono break-all text-muted">{model.id}</code>
          <CopyButton text={model.id} label={t.model.copyId} />
        </span>
        <Badge tone={toneOf(model.state)}>{t.states[model.state]}</Badge>
        {(inside ? !mayEdit : model.visibility === "public") && (
          <Badge tone={toneOf(model.visibility)}>{t.states[model.visibility]}</Badge>
        )}
        <AliasEditor model={model} mayEdit={mayEdit} />
        <TagEditor model={model} mayEdit={mayEdit} />
      </div>
      <Suspense>
        {asking === "delete" && <DeleteModel model={model} onClose={() => setAsking(null)} />}
        {asking === "note" && <NoteDialog model={model} onClose={() => setAsking(null)} />}
      </Suspense>
    </header>
  );
}
