/** Keeps what the table shows as a new view: its name, for whom, and whether it is opened first. */
import { useState, type FormEvent } from "react";
import { useCreateView, type View } from "./views.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Choices } from "../../../components/controls/Choices.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { toasts } from "../../../lib/toasts.ts";
import type { TableState } from "../../../components/grid/codec.ts";
import { toViewState } from "./viewState.ts";
import { DEFAULT_COLUMNS } from "../rowsSearch.ts";

type Scope = View["scope"];

export interface SaveViewProps {
  state: TableState;
  mayTeam: boolean;
  onSaved: (view: View) => void;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function SaveView({ state, mayTeam, onSaved, onClose }: SaveViewProps) {
  const t = useMessages();
  const words = t.tools.views;
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("personal");
  const [first, setFirst] = useState(false);
  const create = useCreateView();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() === "") return;
    const body = { name, scope, state: toViewState(state, DEFAULT_COLUMNS), ...(first && { default: true }) };
    create.mutate(body, {
      onSuccess: (view) => {
        toasts.show(words.saved(view.name));
        onClose();
        onSaved(view);
      },
    });
  }
  return (
    <Dialog title={words.saveTitle} onClose={onClose}>
      <p className="text-muted">{words.saveWhat}</p>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          autoFocus
          label={words.name}
          placeholder={words.nameHint}
          value={name}
          maxLength={100}
          error={create.error && asSentence(failureOf(create.error).message)}
          onChange={(event) => setName(event.target.value)}
        />
        {mayTeam && (
          <Choices<Scope>
            label={words.scope}
            value={scope}
            options={[
              { value: "personal", label: words.personal, hint: words.personalHint },
              { value: "team", label: words.team, hint: words.teamHint },
            ]}
            onChange={setScope}
          />
        )}
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={first}
            onChange={(event) => setFirst(event.target.checked)}
            className="accent-(--accent-fill)"
          />
          {words.openFirst[scope]}
        </label>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" look="primary" disabled={name.trim() === "" || create.isPending}>
            {words.saveAsNew}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
