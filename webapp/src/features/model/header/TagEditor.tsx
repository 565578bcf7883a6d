/** The tags of a model. */
import { useEditModel } from "../../../api/mutations.ts";
import type { FullModel } from "../../../api/types.ts";
import { WordList } from "../../../components/controls/WordList.tsx";
import { useMessages } from "../../../i18n/messages.ts";

/** A list of words. */
export function TagEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
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
