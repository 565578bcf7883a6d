/** The title as heading, and as an input while it is changed. A change by somebody else meanwhile is refused. */
import { Pencil } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useEditModel } from "../../../api/mutations.ts";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { isComposing } from "../../../lib/shortcuts.ts";

/** Heading or form. */
export function TitleEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
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
