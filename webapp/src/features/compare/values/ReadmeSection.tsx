/** The READMEs of the base and of one other, below the row that says whether they differ. */
import { useId, useState } from "react";
import type { Comparison } from "../../../api/types.ts";
import { INPUT } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { shortId } from "../names.ts";
import { ReadmeDiff } from "./ReadmeDiff.tsx";

/** Choose one, see both. */
export function ReadmeSection({ comparison }: { comparison: Comparison }) {
  const t = useMessages();
  const field = useId();
  const { ids, base } = comparison;
  const others = ids.filter((_, at) => at !== base);
  const [chosen, setChosen] = useState("");
  const other = others.includes(chosen) ? chosen : others[0]!;
  return (
    <section className="flex flex-col gap-2 pt-4">
      <span className="flex items-center gap-2">
        <label htmlFor={field} className="shrink-0 text-muted">
          {t.diff.readmeOf}
        </label>
        <select
          id={field}
          value={other}
          onChange={(event) => setChosen(event.target.value)}
          className={`${INPUT} max-w-96 font-mono`}
        >
          {others.map((id) => (
            <option key={id} value={id}>
              {shortId(id)}
            </option>
          ))}
        </select>
      </span>
      <ReadmeDiff before={ids[base]!} after={other} />
    </section>
  );
}
