/** Title, ID, tags, state, and what can be done with a model as a whole. */
import { Link } from "@tanstack/react-router";
import { FlaskConical, Upload } from "lucide-react";
import type { FullModel } from "../../../api/types.ts";
import { Badge, toneOf } from "../../../components/layout/Badge.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { AliasEditor } from "./AliasEditor.tsx";
import { ModelActs } from "./ModelActs.tsx";
import { ShareButton } from "../sharing/ShareButton.tsx";
import { TagEditor } from "./TagEditor.tsx";
import { TitleEditor } from "./TitleEditor.tsx";

const LINK = "tap inline-flex items-center gap-1.5 border border-rim bg-surface font-medium hover:bg-sunken";

export interface ModelHeaderProps {
  model: FullModel;
  mayEdit: boolean;
  /** For somebody of the team, whom it concerns whether the model is private. */
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
        <Badge tone={toneOf(model.state)}>{t.states[model.state]}</Badge>
        {(inside ? !mayEdit : model.visibility === "public") && (
          <Badge tone={toneOf(model.visibility)}>{t.states[model.visibility]}</Badge>
        )}
        <AliasEditor model={model} mayEdit={mayEdit} inside={inside} />
        <TagEditor model={model} mayEdit={mayEdit} />
      </div>
    </header>
  );
}
