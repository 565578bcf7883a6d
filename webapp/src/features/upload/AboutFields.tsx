/** What a new model begins with: title, tags, parent, README. Folded, since all of it can be said later. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useSyncExternalStore } from "react";
import { findModels } from "../../api/compare.ts";
import { Suggest } from "../../components/controls/Suggest.tsx";
import { INPUT, TextField } from "../../components/controls/TextField.tsx";
import { desk, type Form } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** A card beside the form. */
export function AboutFields() {
  const t = useWords();
  const words = t.uploading;
  const id = useId();
  const { form } = useSyncExternalStore(desk.subscribe, desk.get);
  const wanted = useDeferredValue(form.parent.trim());
  const found = useQuery({ ...findModels(wanted), enabled: wanted !== "" });
  const items = wanted === "" ? [] : (found.data ?? []).filter((one) => one.id !== form.parent);
  return (
    <details className="border-t border-line pt-3">
      <summary className="font-semibold">{words.about}</summary>
      <div className="mt-3 flex flex-col gap-2.5">
        <TextField
          label={words.name}
          value={form.title}
          onChange={(event) => desk.set({ title: event.target.value })}
        />
        <TextField
          label={words.tags}
          help={words.tagsHelp}
          value={form.tags}
          onChange={(event) => desk.set({ tags: event.target.value })}
        />
        <div className="flex flex-col gap-1">
          <span aria-hidden className="font-medium">
            {words.parent}
          </span>
          <Suggest
            label={words.parent}
            text={form.parent}
            onText={(parent) => desk.set({ parent })}
            items={items.map((one) => ({ id: one.id, label: one.id, detail: one.title }))}
            input={{ placeholder: words.parentHint }}
            onPick={(parent) => parent !== null && desk.set({ parent })}
          />
        </div>
        {form.parent.trim() !== "" && (
          <div className="flex flex-col gap-1">
            <label htmlFor={`${id}-kind`} className="font-medium">
              {words.kind}
            </label>
            <select
              id={`${id}-kind`}
              value={form.parentKind}
              onChange={(event) => desk.set({ parentKind: event.target.value as Form["parentKind"] })}
              className={INPUT}
            >
              {(Object.keys(t.kinds) as Form["parentKind"][]).map((kind) => (
                <option key={kind} value={kind}>
                  {t.kinds[kind]}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-readme`} className="font-medium">
            {t.model.readme}
          </label>
          <textarea
            id={`${id}-readme`}
            rows={5}
            value={form.readme}
            onChange={(event) => desk.set({ readme: event.target.value })}
            className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem]`}
          />
        </div>
      </div>
    </details>
  );
}
