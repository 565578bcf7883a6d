/** The tags of a model: shown to everybody, added and taken out by those who may. */
import { Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useEditModel } from "../../api/mutations.ts";
import type { FullModel } from "../../api/types.ts";
import { Badge } from "../../components/Badge.tsx";
import { useMessages } from "../../i18n/messages.ts";

/** A list of words. */
export function TagEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
  const t = useMessages();
  const edit = useEditModel(model.id);
  return (
    <>
      {model.tags.length > 0 && (
        <ul aria-label={t.fields.tags} className="flex flex-wrap items-center gap-1.5">
          {model.tags.map((tag) => (
            <li key={tag}>
              <Badge>
                {tag}
                {mayEdit && (
                  <button
                    type="button"
                    aria-label={t.model.tagRemove(tag)}
                    className="-mr-1 grid size-6 place-items-center rounded-full hover:text-bad"
                    onClick={() => edit.mutate({ edit: { remove_tags: [tag] } })}
                  >
                    <X aria-hidden size={13} />
                  </button>
                )}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {mayEdit && <AddTag onAdd={(tag) => edit.mutate({ edit: { add_tags: [tag] } })} />}
    </>
  );
}

function AddTag({ onAdd }: { onAdd: (tag: string) => void }) {
  const t = useMessages();
  const [text, setText] = useState("");
  function submit(event: FormEvent): void {
    event.preventDefault();
    const tag = text.trim();
    if (tag === "") return;
    onAdd(tag);
    setText("");
  }
  return (
    <form onSubmit={submit} className="relative inline-flex items-center">
      <Plus aria-hidden size={13} className="pointer-events-none absolute left-2 text-muted" />
      <input
        aria-label={t.model.tagAdd}
        placeholder={t.model.tagAdd}
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-7 w-32 rounded-full border border-dashed border-edge bg-transparent pr-2 pl-6 text-[0.93rem]"
      />
    </form>
  );
}
