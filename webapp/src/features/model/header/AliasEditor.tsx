/**
 * The aliases of a model: movable names that lead to it. An alias of another model of this name is moved here; a
 * protected one stays until its protection was ended, so that no person moves it by a slip.
 */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import { api, data } from "../../../api/client.ts";
import type { components } from "../../../api/schema.gen.ts";
import type { FullModel } from "../../../api/types.ts";
import { WordList } from "../../../components/controls/WordList.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { useDropAlias, useSetAlias } from "../lineage/queries.ts";
import { useCardWords } from "../useCardWords.ts";

export interface AliasEditorProps {
  model: FullModel;
  mayEdit: boolean;
  /** Whether who looks may know of protection: a member of the team. */
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

interface AliasLockProps {
  alias: string;
  closed: boolean;
  /** Absent for who may not change it. */
  onToggle?: (() => void) | undefined;
}

/** Whether an alias is protected: a lock beside its name, which an Admin closes and opens. */
function AliasLock({ alias, closed, onToggle }: AliasLockProps) {
  const words = useCardWords().aliases;
  const Sign = closed ? Lock : LockOpen;
  if (!onToggle) {
    return (
      <span title={words.hint}>
        <Sign aria-hidden size={12} />
        <span className="sr-only">{words.isProtected}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-pressed={closed}
      aria-label={words.protect(alias)}
      title={closed ? words.hint : words.offer}
      className={`-mr-1 grid size-6 place-items-center rounded-full hover:text-text ${closed ? "" : "opacity-70"}`}
      onClick={onToggle}
    >
      <Sign aria-hidden size={12} />
    </button>
  );
}

type Alias = components["schemas"]["Alias"];

const MOST = 1000;

/** The aliases of one name: where each points, and whether it is protected. Writes are in lineage.ts. */
const aliasesOf = (name: string) =>
  queryOptions({
    // Whatever changes a model may have moved an alias.
    queryKey: ["model", "aliases", name],
    queryFn: async ({ signal }) => {
      const query = { name, limit: MOST };
      return (await data<{ rows: Alias[] }>(api.GET("/api/v1/aliases", { params: { query }, signal }))).rows;
    },
  });
