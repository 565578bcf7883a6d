/** The fields of a policy that is edited: four lists and the defaults, or all of it as one JSON text. */
import { useId } from "react";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { LISTS, type Draft } from "./draft.ts";
import { useWords } from "../useWords.ts";

export interface PolicyFieldsProps {
  draft: Draft;
  readable: boolean;
  onChange: (draft: Draft) => void;
}

/** Text areas. */
export function PolicyFields({ draft, readable, onChange }: PolicyFieldsProps) {
  const t = useWords();
  const words = t.admin.policy;
  if (draft.mode === "json") {
    return (
      <Area
        label={words.json}
        error={readable ? null : words.wrong}
        rows={24}
        value={draft.json}
        onChange={(json) => onChange({ mode: "json", json })}
      />
    );
  }
  const { form } = draft;
  return (
    <div className="grid gap-4 md:grid-cols-2">
      {LISTS.map((name) => (
        <Area
          key={name}
          label={words.lists[name]}
          help={words.listHints[name]}
          rows={8}
          value={form.lists[name]}
          onChange={(text) =>
            onChange({ mode: "form", form: { ...form, lists: { ...form.lists, [name]: text } } })
          }
        />
      ))}
      <div className="md:col-span-2">
        <Area
          label={words.defaults}
          help={words.defaultsHint}
          error={readable ? null : words.wrongDefaults}
          rows={3}
          value={form.defaults}
          onChange={(defaults) => onChange({ mode: "form", form: { ...form, defaults } })}
        />
      </div>
    </div>
  );
}

interface AreaProps {
  label: string;
  help?: string;
  error?: string | null;
  rows: number;
  value: string;
  onChange: (text: string) => void;
}

function Area({ label, help, error = null, rows, value, onChange }: AreaProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        spellCheck={false}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-told`}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem] leading-relaxed ${error ? "border-bad" : ""}`}
      />
      <p
        id={`${id}-told`}
        role={error ? "alert" : undefined}
        className={`text-[0.93rem] ${error ? "text-bad" : "text-muted"}`}
      >
        {error ?? help}
      </p>
    </div>
  );
}
