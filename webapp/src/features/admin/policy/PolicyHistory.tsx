/** The policies that there have been, each with what it changed. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { policies, rules, type PolicyEntry } from "./rules.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { differences } from "./draft.ts";
import { useWords } from "../useWords.ts";

/** Under the editor. */
export function PolicyHistory() {
  const t = useWords();
  const found = useQuery(policies());
  return (
    <section aria-labelledby="history" className="flex flex-col gap-2">
      <h3 id="history" className="font-semibold">
        {t.admin.policy.history}
      </h3>
      {found.isPending && <Skeleton lines={3} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {found.data.map((entry, at) => (
            <Version key={entry.number} entry={entry} newest={at === 0} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Version({ entry, newest }: { entry: PolicyEntry; newest: boolean }) {
  const t = useWords();
  const { language } = useLocale();
  const [open, setOpen] = useState(false);
  const words = t.admin.policy;
  const { created_at: at, created_by: by } = entry;
  return (
    <li>
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2">
          <ChevronRight
            aria-hidden
            size={15}
            className="text-muted transition-transform group-open:rotate-90"
          />
          <span className="font-medium">{words.version(entry.number)}</span>
          {newest && <Badge tone="good">{words.now}</Badge>}
          <span className="ml-auto text-muted" title={at ? formatMoment(at, language) : undefined}>
            {by || words.byNobody} {at && `· ${formatRelative(at, language)}`}
          </span>
        </summary>
        <div className="px-3 pb-3 pl-10">
          {open && (entry.number === 1 ? <p>{words.first}</p> : <Changes number={entry.number} />)}
        </div>
      </details>
    </li>
  );
}

function Changes({ number }: { number: number }) {
  const t = useWords();
  const words = t.admin.policy;
  const before = useQuery(rules(number - 1));
  const after = useQuery(rules(number));
  const failed = before.error ?? after.error;
  if (failed) return <ErrorNotice error={failed} />;
  if (!before.data || !after.data) return <Skeleton lines={2} />;
  const { lists, defaults } = differences(before.data, after.data);
  return (
    <ul className="flex flex-col gap-1.5">
      {lists.length === 0 && !defaults && <li>{words.noDifference}</li>}
      {lists.map(({ name, added, removed }) => (
        <li key={name}>
          <span className="mr-2 text-muted">{words.lists[name]}</span>
          {added.map((line) => (
            <Line key={line} sign="+" word={words.added} text={line} />
          ))}
          {removed.map((line) => (
            <Line key={line} sign="−" word={words.removed} text={line} />
          ))}
        </li>
      ))}
      {defaults && <li>{words.otherDefaults}</li>}
    </ul>
  );
}

function Line({ sign, word, text }: { sign: "+" | "−"; word: string; text: string }) {
  const tone = sign === "+" ? "bg-good-soft text-good" : "bg-bad-soft text-bad";
  return (
    <code className={`mr-1.5 inline-block rounded px-1.5 font-mono text-[0.93rem] ${tone}`}>
      <span aria-hidden>{sign} </span>
      <span className="sr-only">{word} </span>
      {text}
    </code>
  );
}
