/** The args of a model as a tree: find, open to a level, copy. The tree itself is ArgsTree.tsx. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState } from "react";
import { me, policy } from "../../api/queries.ts";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { INPUT } from "../../components/TextField.tsx";
import { useOpened } from "../../components/useOpened.ts";
import { useMessages } from "../../i18n/messages.ts";
import { writeExact, type Json } from "../../lib/json.ts";
import { ignoredBy } from "../../lib/policy.ts";
import { findRows, openedTo, openRows, treeRows } from "../../lib/tree.ts";
import { ArgsTree } from "./ArgsTree.tsx";

const ALL_OPEN = 150;

/** The second tab. */
export function ArgsTab({ args }: { args: Json }) {
  const t = useMessages();
  const who = useQuery(me());
  // The rules are told to who is signed in.
  const rules = useQuery({ ...policy(), enabled: Boolean(who.data) });
  const rows = useMemo(() => treeRows(args), [args]);
  const deepest = useMemo(() => rows.reduce((depth, row) => Math.max(depth, row.depth), 0), [rows]);
  const { opened, setOpened, setOpen } = useOpened(rows, ALL_OPEN);
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const ignored = useMemo(() => ignoredBy(rules.data?.ignore ?? []), [rules.data]);
  const shown = useMemo(
    () => (wanted === "" ? openRows(rows, opened) : findRows(rows, wanted)),
    [rows, opened, wanted],
  );
  const leaves = useMemo(() => rows.filter((row) => row.children === 0).length, [rows]);
  if (rows.length === 0) return <p className="text-muted">{t.args.empty}</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label={t.args.find}
          placeholder={t.args.find}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${INPUT} max-w-xs grow basis-40`}
        />
        <span role="status" className="text-muted">
          {wanted === ""
            ? t.args.keys(leaves)
            : t.args.keys(shown.filter((row) => row.children === 0).length)}
        </span>
        <span className="grow" />
        {deepest > 0 && (
          <>
            <Button onClick={() => setOpened(openedTo(rows, Infinity))}>{t.args.expandAll}</Button>
            <Button onClick={() => setOpened(new Set())}>{t.args.collapseAll}</Button>
          </>
        )}
        {deepest > 1 && (
          <label className="inline-flex items-center gap-2 text-muted">
            {t.args.level}
            <select
              value=""
              onChange={(event) => setOpened(openedTo(rows, Number(event.target.value)))}
              className={`${INPUT} w-auto!`}
            >
              <option value="" disabled>
                –
              </option>
              {Array.from({ length: deepest }, (_, level) => (
                <option key={level} value={level + 1}>
                  {level + 1}
                </option>
              ))}
            </select>
          </label>
        )}
        <CopyButton wide text={() => writeExact(args, 2)} label={t.args.copyJson} />
      </div>
      {shown.length === 0 ? (
        <p className="py-8 text-center text-muted">{t.args.nothing}</p>
      ) : (
        <ArgsTree rows={shown} opened={wanted === "" ? opened : null} ignored={ignored} onOpen={setOpen} />
      )}
    </div>
  );
}
