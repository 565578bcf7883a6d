/** The args of the peeked model that matter here: those the table shows, then the first others. */
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { FullModel } from "../../../api/types.ts";
import { Value } from "../../../components/tree/Value.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";
import { keyArgs } from "./keyArgs.ts";
import { PeekSection } from "./PeekSection.tsx";

/** Keys and values. */
export function PeekArgs({ model, columns }: { model: FullModel; columns: readonly string[] }) {
  const t = useMessages();
  const { rows, more } = useMemo(() => keyArgs(model.args, columns), [model.args, columns]);
  const all = (
    <Link
      to="/models/$dataset/$model"
      params={modelParams(model.id)}
      search={{ tab: "args" }}
      className="font-normal text-accent hover:underline"
    >
      {t.tools.peek.allArgs}
    </Link>
  );
  return (
    <PeekSection title={t.model.args} aside={all}>
      <dl className="flex flex-col">
        {rows.map(({ key, value }) => (
          <div key={key} className="flex items-baseline gap-3 border-b border-line py-1 last:border-0">
            <dt className="min-w-0 shrink grow truncate font-mono text-[0.93rem] text-muted" title={key}>
              {key}
            </dt>
            <dd className="max-w-[60%] shrink-0 truncate">
              <Value value={value} tellMissing />
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 && <p className="text-[0.93rem] text-muted">{t.tools.peek.moreArgs(more)}</p>}
    </PeekSection>
  );
}
