/** The ID that the upload goes to, before anything is sent, and whether that model is there already. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { TextField } from "../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { StateBadge } from "../../components/layout/StateBadge.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatCount } from "../../lib/format/format.ts";
import { failureOf } from "../../lib/failure.ts";
import { modelParams } from "../../lib/paths.ts";
import type { FilesView } from "./files/files.ts";
import type { Args, MetricTree } from "./files/typed.ts";
import { type Beginning, type Declared, type LookUp, lookUp, type Named } from "./transfer/upload.ts";
import { uploadState, type Form } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** A card beside the form. */
export function IdentityCard({ identity }: { identity: Identity }) {
  const t = useWords();
  const words = t.uploading;
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const asked = identity.nameless || form.dataset !== "" || form.architecture !== "";
  return (
    <section aria-labelledby="upload-identity" className="flex flex-col gap-2.5">
      <h2 id="upload-identity" className="font-semibold">
        {words.identity}
      </h2>
      <div aria-live="polite" aria-busy={identity.pending} className="flex flex-col gap-1">
        {identity.found !== null ? (
          <Found found={identity.found} stale={identity.pending} />
        ) : identity.pending ? (
          <Skeleton lines={2} />
        ) : (
          identity.error === null && (
            <p className="text-muted">{identity.nameless ? words.nameMissing : words.identityWaits}</p>
          )
        )}
      </div>
      <Secrets secrets={secretsOf(identity)} />
      {identity.error !== null && <ErrorNotice error={identity.error} onRetry={identity.again} />}
      {asked && (
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label={words.dataset}
            value={form.dataset}
            onChange={(event) => uploadState.set({ dataset: event.target.value })}
          />
          <TextField
            label={words.architecture}
            value={form.architecture}
            onChange={(event) => uploadState.set({ architecture: event.target.value })}
          />
        </div>
      )}
    </section>
  );
}

function Found({ found, stale }: { found: LookUp; stale: boolean }) {
  const t = useWords();
  const words = t.uploading;
  const { language } = useLocale();
  const { model, lease, run } = found;
  return (
    <div className={`flex flex-col gap-1.5 transition-opacity ${stale ? "opacity-55" : ""}`}>
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        {model === null ? (
          <code className="font-mono break-all">{found.id}</code>
        ) : (
          <Link
            to="/models/$dataset/$model"
            params={modelParams(found.id)}
            className="font-mono break-all text-accent hover:underline"
          >
            {found.id}
          </Link>
        )}
        <StateBadge state={lease === null ? found.state : "training"} t={t} />
      </div>
      {lease !== null && <p className="text-warn">{words.isTraining(lease.holder)}</p>}
      {(found.state === "interrupted" || found.state === "failed") && (
        <p className="text-warn">
          {words.isUnfinished[found.state]({
            who: run?.by ?? "",
            host: run?.host ?? "",
            step: typeof found.resume?.step === "number" ? formatCount(found.resume.step, language) : "",
          })}
        </p>
      )}
      {model !== null && <p className="font-medium">{words.isThere(model.checkpoints)}</p>}
      <p className="text-[0.93rem] text-muted">{model === null ? words.isNewHint : words.isThereHint}</p>
    </div>
  );
}

/** Values that look like credentials: they would be refused, unless the person says that they are none. */
function Secrets({ secrets }: { secrets: { key: string }[] }) {
  const words = useWords().uploading;
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  if (secrets.length === 0) return null;
  return (
    <div role="alert" className="flex flex-col gap-1.5 rounded-lg border border-warn p-2.5">
      <p className="text-warn">{words.secrets(secrets.length)}</p>
      <ul className="font-mono text-[0.93rem] break-all">
        {secrets.map(({ key }) => (
          <li key={key}>{key}</li>
        ))}
      </ul>
      <p className="text-[0.93rem] text-muted">{words.secretsHint}</p>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={form.noSecrets}
          onChange={(event) => uploadState.set({ noSecrets: event.target.checked })}
          className="size-4 shrink-0 accent-accent-fill"
        />
        {words.noSecrets(secrets.length)}
      </label>
    </div>
  );
}

/** What looks like credentials in args of which there is no model yet. */
export function secretsOf(identity: Identity): { key: string }[] {
  return identity.found?.secrets ?? [];
}

const REST_MS = 300;

export interface Identity {
  found: LookUp | null;
  /** An answer for exactly what is typed is not there yet. */
  pending: boolean;
  /** The args do not say dataset and architecture. */
  nameless: boolean;
  error: unknown;
  again: () => void;
}

/** Which model the typed args are, asked of the server once the typing rests. */
export function useIdentity(args: Args, { dataset, architecture }: Named): Identity {
  const text = args.state === "read" ? args.text : "";
  const asked = useRested(JSON.stringify([text, dataset.trim(), architecture.trim()]));
  const [askedArgs, askedDataset, askedArchitecture] = JSON.parse(asked) as [string, string, string];
  const answer = useQuery({
    ...lookUp(askedArgs, { dataset: askedDataset, architecture: askedArchitecture }),
    enabled: askedArgs !== "",
    placeholderData: keepPreviousData,
  });
  const fresh = asked === JSON.stringify([text, dataset.trim(), architecture.trim()]);
  const code = answer.error === null ? "" : failureOf(answer.error).code;
  const nameless = text !== "" && (code === "name_missing" || code === "name_invalid");
  return {
    found: text !== "" && answer.isSuccess ? answer.data : null,
    pending: text !== "" && (!fresh || answer.isPending || answer.isPlaceholderData),
    nameless,
    error: nameless && code === "name_missing" ? null : text === "" ? null : answer.error,
    again: () => void answer.refetch(),
  };
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

// Whether the form can be sent, and what it says then. Pure.

type Lack = "files" | "faults" | "args" | "argsWrong" | "name" | "identity" | "secrets" | "fields";

interface Filled {
  files: FilesView;
  args: Args;
  identity: Identity;
  /** The model is given, so that no args are wanted. */
  fixed: boolean;
  /** Step and metrics can be read. */
  fields: boolean;
  /** The person says that the args hold no credentials. */
  noSecrets: boolean;
}

/** The first thing that is missing, or null. */
export function lacking({ files, args, identity, fixed, fields, noSecrets }: Filled): Lack | null {
  if (files.files.length === 0) return "files";
  if (!files.fine) return "faults";
  const identified = fixed ? null : lackOfIdentity(args, identity);
  if (identified === null && !fixed && !noSecrets && secretsOf(identity).length > 0) return "secrets";
  return identified ?? (fields ? null : "fields");
}

/** What a new model begins with. */
export function beginningOf(form: Form, secrets: { key: string }[]): Beginning {
  const { title, readme, tags, parent, parentKind, noSecrets } = form;
  const listed = tags.split(",").map((tag) => tag.trim());
  const id = parent.trim();
  return {
    title: title.trim(),
    readme,
    tags: [...new Set(listed.filter((tag) => tag !== ""))],
    parents: id === "" ? [] : [{ id, kind: parentKind }],
    allow_secrets: noSecrets ? secrets.map(({ key }) => key) : [],
  };
}

/** What is said about the checkpoint. */
export function checkpointOf(form: Form, metrics: MetricTree): Omit<Declared, "files"> {
  const label = form.label.trim();
  return { label: label || null, move: label !== "" && form.move, step: stepOf(form) ?? null, metrics };
}

/** The step; null where none is given, undefined where it is no step. */
export function stepOf({ step }: Form): number | null | undefined {
  const text = step.trim();
  if (text === "") return null;
  const value = Number(text);
  return /^\d+$/.test(text) && value <= 2 ** 53 ? value : undefined;
}

function lackOfIdentity(args: Args, identity: Identity): Lack | null {
  if (args.state !== "read") return args.state === "empty" ? "args" : "argsWrong";
  if (identity.nameless) return "name";
  return identity.found === null || identity.pending ? "identity" : null;
}
