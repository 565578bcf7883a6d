/** The filter of the audit log: what, by whom, about what, when. Nothing is asked before it is applied. */
import { useState, type FormEvent } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { INPUT, TextField } from "../../../components/controls/TextField.tsx";
import type { AuditSearch } from "./auditSearch.ts";
import { useWords } from "../useWords.ts";

export interface AuditFilterProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

/** A form in one row. */
export function AuditFilter({ search, onChange }: AuditFilterProps) {
  const t = useWords();
  const words = t.admin.audit;
  const [draft, setDraft] = useState(search);
  const actions = Object.entries(words.names);
  function submit(event: FormEvent): void {
    event.preventDefault();
    onChange(clean(draft));
  }
  const field = (name: "by" | "target" | "since" | "until") => ({
    label: words[name],
    value: draft[name] ?? "",
    onChange: (event: { target: HTMLInputElement }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  return (
    <form
      aria-label={words.filter}
      onSubmit={submit}
      className="grid items-end gap-3 rounded-lg border border-line bg-surface p-3 sm:grid-cols-2 lg:grid-cols-[12rem_8rem_minmax(0,1fr)_9.5rem_9.5rem_auto]"
    >
      <label className="flex min-w-0 flex-col gap-1">
        <span className="font-medium">{words.action}</span>
        <select
          value={draft.action ?? ""}
          onChange={(event) => {
            const next = { ...draft, action: event.target.value };
            setDraft(next);
            onChange(clean(next));
          }}
          className={INPUT}
        >
          <option value="">{words.actions}</option>
          {Object.entries(words.groups).map(([group, label]) => (
            <optgroup key={group} label={label}>
              <option value={group}>{words.allOf(label)}</option>
              {actions
                .filter(([action]) => action.startsWith(`${group}.`))
                .map(([action, name]) => (
                  <option key={action} value={action}>
                    {name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <TextField {...field("by")} placeholder={words.byHint} maxLength={100} />
      <TextField {...field("target")} placeholder={words.targetHint} maxLength={300} />
      <TextField {...field("since")} type="date" />
      <TextField {...field("until")} type="date" />
      <div className="flex gap-1.5">
        <Button type="submit" look="primary">
          {words.apply}
        </Button>
        {Object.keys(search).length > 0 && <Button onClick={() => onChange({})}>{words.clear}</Button>}
      </div>
    </form>
  );
}

function clean(draft: AuditSearch): AuditSearch {
  const filled = Object.entries(draft).filter(([, value]) => value !== undefined && value.trim() !== "");
  return Object.fromEntries(filled) as AuditSearch;
}
