/** Snippets that bring this model to where it is needed, each of which works as it stands for who copies it. */
import { useQuery } from "@tanstack/react-query";
import { checkpoint } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Select } from "../../../components/controls/Select.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { useCardWords } from "../useCardWords.ts";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";
import { MOST_LINES, snippetsFor, type Kind } from "./snippets.ts";
import { useEntry } from "./useEntry.ts";

const KINDS: Kind[] = ["cli", "python", "lightning", "curl"];

/** The last tab. */
export function UseTab({ model }: { model: FullModel }) {
  return <WithCheckpoints id={model.id} show={model.sees.includes("args") ? WithArgs : WithoutArgs} />;
}

function WithArgs(props: { id: string; labels: string[] }) {
  return <Chosen {...props} args />;
}

function WithoutArgs(props: { id: string; labels: string[] }) {
  return <Chosen {...props} args={false} />;
}

function Chosen({ id, labels, args }: { id: string; labels: string[]; args: boolean }) {
  const t = useMessages();
  const words = useCardWords().use;
  const { label, options, choose } = useCheckpoint(labels);
  const entry = useEntry(id);
  const found = useQuery(checkpoint(id, label, useSeenAs()));
  const files = found.data?.files;
  const titles: Record<Kind, string> = { ...t.use, lightning: words.lightning };
  const snippets =
    files && entry && snippetsFor({ id, label, files, args, entry, origin: window.location.origin });
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {options.length > 1 && (
        <Select label={words.checkpoint} value={label} options={options} onChange={choose} />
      )}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {!snippets && !found.isError && <Skeleton lines={8} />}
      {entry !== "account" && entry && (
        <p className="rounded-md border border-line bg-accent-soft px-3 py-2">
          {entry === "open" ? words.open : words.link}
        </p>
      )}
      {snippets &&
        KINDS.map((kind) => {
          const code = snippets[kind];
          return (
            code !== undefined && (
              <section key={kind} aria-label={titles[kind]} className="flex flex-col gap-1.5">
                <h2 className="font-semibold">{titles[kind]}</h2>
                <p className="text-muted">
                  {words.hints[kind]} {kind === "curl" && entry === "account" && words.tokenFirst}
                </p>
                <Snippet code={code} label={t.use.copy(titles[kind])} />
                {kind === "curl" && files.length > MOST_LINES && (
                  <p className="text-muted">{words.more(files.length - MOST_LINES)}</p>
                )}
              </section>
            )
          );
        })}
    </div>
  );
}
