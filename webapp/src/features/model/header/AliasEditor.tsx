/**
 * The aliases of a model: movable names that lead to it. An alias of another model of this name is moved here; a
 * protected one stays until its protection was ended, so that nobody moves it by a slip.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { aliasesOf } from "./aliases.ts";
import { useDropAlias, useSetAlias } from "../lineage/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { WordList } from "../../../components/controls/WordList.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { AliasLock } from "./AliasLock.tsx";
import { useCardWords } from "../useCardWords.ts";

export interface AliasEditorProps {
  model: FullModel;
  mayEdit: boolean;
  /** Whether who looks may know of protection: somebody of the team. */
  inside: boolean;
}

/** A list of names. */
export function AliasEditor({ model, mayEdit, inside }: AliasEditorProps) {
  const t = useMessages();
  const words = useCardWords().aliases;
  const client = useQueryClient();
  const set = useSetAlias(model.id);
  const drop = useDropAlias(model.id);
  const [held, setHeld] = useState<{ alias: string; model: string } | null>(null);
  const found = useQuery({ ...aliasesOf(model.name), enabled: inside && model.aliases.length > 0 });
  const locked = new Set(found.data?.flatMap((one) => (one.protected ? [one.alias] : [])));
  const marks = model.aliases.flatMap((alias) => {
    const closed = locked.has(alias);
    const toggle = (): void => set.mutate({ alias, isProtected: !closed });
    return closed || (mayEdit && found.isSuccess)
      ? [
          [
            alias,
            <AliasLock key={alias} alias={alias} closed={closed} onToggle={mayEdit ? toggle : undefined} />,
          ],
        ]
      : [];
  });

  async function add(alias: string): Promise<void> {
    setHeld(null);
    // Where that cannot be read, the server says what is wrong.
    const all = await client.fetchQuery(aliasesOf(model.name)).catch(() => []);
    const other = all.find((one) => one.alias === alias && one.protected && one.model !== model.id);
    if (other) setHeld({ alias, model: other.model ?? "" });
    else set.mutate({ alias });
  }

  return (
    <>
      <WordList
        words={model.aliases}
        labels={{ list: t.fields.aliases, add: t.lineage.aliasAdd, remove: t.lineage.aliasRemove }}
        tone="accent"
        marks={Object.fromEntries(marks)}
        fixed={locked}
        onAdd={mayEdit ? (alias) => void add(alias) : undefined}
        onRemove={mayEdit ? (alias) => drop.mutate(alias) : undefined}
      />
      {held && (
        <p role="alert" className="basis-full rounded-md border border-warn bg-warn-soft px-3 py-2">
          {words.held(held.alias, held.model)}
        </p>
      )}
      {set.isError && (
        <div className="basis-full">
          <ErrorNotice error={set.error} title={t.lineage.aliasFailed} />
        </div>
      )}
    </>
  );
}
