/** Makes an API token and shows its text this once; it is kept nowhere. */
import { useId, useState, type FormEvent } from "react";
import { useCreateToken } from "../../api/mutations.ts";
import type { NewToken } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Dialog } from "../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { INPUT, TextField } from "../../components/controls/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { Install } from "./Install.tsx";
import { serverAddress } from "../../lib/paths.ts";

const DAYS = [30, 90, 365];
type Scope = NonNullable<NewToken["scopes"]>[number];

export interface CreateTokenProps {
  mayWrite: boolean;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function CreateToken({ mayWrite, onClose }: CreateTokenProps) {
  const t = useMessages();
  const create = useCreateToken();
  const made = create.data?.token;
  if (made) {
    return (
      <Dialog alert title={t.account.createdTitle} onClose={onClose}>
        <Snippet code={made} label={t.account.tokenText} />
        <p>{t.account.createdHint}</p>
        <Snippet code={`modelbase login ${serverAddress()} --token ${made}`} />
        <Install />
        <Button look="primary" className="self-end" onClick={onClose}>
          {t.account.done}
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.account.createTitle} onClose={onClose}>
      {create.isError && <ErrorNotice error={create.error} />}
      <TokenForm
        mayWrite={mayWrite}
        busy={create.isPending}
        onCreate={(token) => create.mutate(token)}
        onCancel={onClose}
      />
    </Dialog>
  );
}

interface TokenFormProps {
  mayWrite: boolean;
  busy: boolean;
  onCreate: (token: NewToken) => void;
  onCancel: () => void;
}

function TokenForm({ mayWrite, busy, onCreate, onCancel }: TokenFormProps) {
  const t = useMessages();
  const id = useId();
  const [name, setName] = useState("");
  const [only, setOnly] = useState("");
  const [days, setDays] = useState("90");
  const offered: Scope[] = mayWrite ? ["read", "write", "admin"] : ["read"];
  const [scopes, setScopes] = useState<Scope[]>(mayWrite ? ["read", "write"] : ["read"]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    onCreate({
      name: name.trim(),
      scopes,
      ...(only.trim() && { only: only.trim() }),
      ...(days && { expires_in_days: Number(days) }),
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t.account.name}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium">{t.account.scopes}</legend>
        {offered.map((scope) => (
          <label key={scope} className="flex items-start gap-2.5">
            <input
              type="checkbox"
              aria-label={t.account.scope[scope]}
              aria-describedby={`${id}-${scope}`}
              className="mt-0.5 size-4 shrink-0 accent-accent-fill"
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(
                  offered.filter((one) => (one === scope ? event.target.checked : scopes.includes(one))),
                )
              }
            />
            <span>
              <span className="font-medium">{t.account.scope[scope]}</span>
              <span id={`${id}-${scope}`} className="block text-[0.93rem] text-muted">
                {t.access.tokens.scope[scope]}
              </span>
            </span>
          </label>
        ))}
        {!mayWrite && <p className="text-muted">{t.access.tokens.readOnly}</p>}
      </fieldset>
      <TextField
        label={t.account.only}
        placeholder={t.account.onlyHint}
        help={t.account.onlyHelp}
        value={only}
        onChange={(event) => setOnly(event.target.value)}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium">
          {t.account.expires}
        </label>
        <select id={id} value={days} onChange={(event) => setDays(event.target.value)} className={INPUT}>
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {t.account.expiresIn(count)}
            </option>
          ))}
          <option value="">{t.account.never}</option>
        </select>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t.app.cancel}</Button>
        <Button type="submit" look="primary" disabled={busy || scopes.length === 0}>
          {t.account.create}
        </Button>
      </div>
    </form>
  );
}
