/** Where a run is from: commit, branch, machine and versions, its command, and what was not committed. */
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { useCardWords } from "../useCardWords.ts";
import { provenanceOf, type Run } from "./runs.ts";

export interface ProvenanceProps {
  given: NonNullable<Run["provenance"]>;
  /** The number of the run: names of regions differ from those of other runs. */
  run: number;
}

/** What is long is closed at first. */
export function Provenance({ given, run }: ProvenanceProps) {
  const t = useMessages();
  const words = useCardWords().runs;
  const { command, patch, packages, facts } = provenanceOf(given);
  const names: Readonly<Record<string, string>> = words.origin;
  const of = (name: string): string => `${name}: ${words.run(run)}`;
  return (
    <section aria-label={of(words.from)} className="flex flex-col gap-2 border-t border-line pt-3">
      {command !== null && <Snippet code={command} label={of(words.command)} />}
      {facts.length > 0 && (
        <dl className="grid items-start gap-x-5 sm:grid-cols-[auto_minmax(0,1fr)]">
          {facts.map(([key, value]) => (
            <div key={key} className="contents">
              <dt className="truncate pt-1 text-muted sm:max-w-40 sm:pb-1" title={key}>
                {names[key] ?? key}
              </dt>
              <dd className="flex min-w-0 items-start gap-1">
                <span className="min-w-0 py-1 font-mono text-[0.93rem] break-all">{value}</span>
                <CopyButton
                  text={value}
                  label={`${t.app.copy}: ${of(names[key] ?? key)}`}
                  className="shrink-0"
                />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {packages.length > 0 && (
        <Closed title={words.packages(packages.length)}>
          <Scroll label={of(words.packages(packages.length))}>
            <table>
              <tbody>
                {packages.map(([name, version]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className="font-mono text-[0.93rem]">{version}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </Closed>
      )}
      {patch !== null && (
        <Closed title={words.patch}>
          <Snippet code={patch} label={of(words.patch)} />
        </Closed>
      )}
    </section>
  );
}

function Closed({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-muted hover:text-text">
        <ChevronRight aria-hidden size={13} className="transition-transform group-open:rotate-90" />
        {title}
      </summary>
      {open && <div className="mt-1.5 max-h-96 overflow-y-auto">{children}</div>}
    </details>
  );
}
