/** The aliases of a model: movable names that lead to it. An alias of another model of this name is moved here. */
import { useDropAlias, useSetAlias } from "../../api/lineage.ts";
import type { FullModel } from "../../api/types.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { WordList } from "../../components/WordList.tsx";
import { useMessages } from "../../i18n/messages.ts";

/** A list of names. */
export function AliasEditor({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
  const t = useMessages();
  const set = useSetAlias(model.id);
  const drop = useDropAlias(model.id);
  return (
    <>
      <WordList
        words={model.aliases}
        labels={{ list: t.fields.aliases, add: t.lineage.aliasAdd, remove: t.lineage.aliasRemove }}
        tone="accent"
        onAdd={mayEdit ? (alias) => set.mutate({ alias }) : undefined}
        onRemove={mayEdit ? (alias) => drop.mutate(alias) : undefined}
      />
      {set.isError && (
        <div className="basis-full">
          <ErrorNotice error={set.error} title={t.lineage.aliasFailed} />
        </div>
      )}
    </>
  );
}
