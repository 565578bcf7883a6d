/** Snippets that bring this model to where it is needed, each of which works as it stands for who copies it. */
import { useQuery } from "@tanstack/react-query";
import { checkpoint, me } from "../../../api/queries.ts";
import type { FullModel } from "../../../api/types.ts";
import { Select } from "../../../components/controls/Select.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { sharedWithMe } from "../../shares/sharing.ts";
import { useCheckpoint } from "../checkpoints/useCheckpoint.ts";
import { WithCheckpoints } from "../checkpoints/WithCheckpoints.tsx";
import { useCardWords } from "../useCardWords.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { type Entry, type Kind, MOST_LINES, snippetsFor } from "./snippets.ts";
import { serverAddress } from "../../../lib/paths.ts";

const KINDS: Kind[] = ["cli", "python", "lightning", "curl"];

/** The last tab. */
export function UseTab({ model }: { model: FullModel }) {
  const Shown = model.sees.includes("args") ? WithArgs : WithoutArgs;
  return (
    <WithCheckpoints id={model.id}>
      {(all) => <Shown id={model.id} labels={all.map((one) => one.label)} />}
    </WithCheckpoints>
  );
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
  const snippets = files && entry && snippetsFor({ id, label, files, args, entry, origin: serverAddress() });
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

/** How a reader of a model gets its files, so that what they copy works for them. */
function useEntry(id: string): Entry | null {
  const as = useSeenAs();
  const who = useQuery(me());
  const role = who.data?.role;
  const inside = role === "admin" || role === "read_only";
  const outside = as === undefined && who.data !== undefined && !inside;
  const shared = useQuery({ ...sharedWithMe(), enabled: outside });
  if (as !== undefined) return seenAs(as);
  if (inside) return "account";
  if (who.data === undefined || shared.isPending) return who.isError ? "open" : null;
  const held = (shared.data ?? []).filter((one) => one.model.id === id && one.sees.includes("weights"));
  return heldBy(held.map((one) => one.kind)) ?? (who.data?.server.anonymous === false ? "account" : "open");
}

/** Seen as another person: a stranger, or the holder of a share. */
function seenAs(as: string): Entry {
  return as.startsWith("share:") && as !== "share:public" ? "link" : "open";
}

function heldBy(kinds: readonly string[]): Entry | null {
  if (kinds.includes("login")) return "account";
  return kinds.includes("link") ? "link" : null;
}
