/** Why a model is not deleted: each thing that holds on to it, with what to do about it. */
import { Link } from "@tanstack/react-router";
import { useMessages } from "../../../i18n/messages.ts";
import { modelParams } from "../../../lib/paths.ts";

/** One reason of the answer `in_use`. */
export interface Reason {
  kind: "protected_alias" | "alias" | "public" | "children";
  text: string;
  alias?: string;
  count?: number;
  ids?: string[];
}

/** A list. */
export function InUse({ reasons, force }: { reasons: readonly Reason[]; force: boolean }) {
  const t = useMessages();
  const words = t.share.inUse;
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-warn bg-warn-soft p-3">
      <p className="font-semibold text-warn">{words.title}</p>
      <ul className="flex list-disc flex-col gap-1.5 pl-5">
        {reasons.map((reason) => (
          <li key={reason.text}>
            {words[reason.kind]} {reason.alias && <code className="font-mono">{reason.alias}</code>}
            {reason.ids?.map((id) => (
              <Link
                key={id}
                to="/models/$dataset/$model"
                params={modelParams(id)}
                className="block break-all text-accent underline"
              >
                {id}
              </Link>
            ))}
            {reason.count !== undefined && reason.count > (reason.ids?.length ?? 0) && (
              <span className="text-muted">{words.more(reason.count - (reason.ids?.length ?? 0))}</span>
            )}
          </li>
        ))}
      </ul>
      {!force && <p>{words.never}</p>}
    </div>
  );
}
