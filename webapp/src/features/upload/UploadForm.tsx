/** The form: files and args at the left, what becomes of them at the right. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useDeferredValue, useId, useMemo, useSyncExternalStore } from "react";
import { findModels } from "../../api/compare.ts";
import type { FullModel } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Suggest } from "../../components/controls/Suggest.tsx";
import { INPUT, TextField } from "../../components/controls/TextField.tsx";
import { writeExact } from "../../lib/json/json.ts";
import { modelParams } from "../../lib/paths.ts";
import { ArgsField } from "./ArgsField.tsx";
import { FileDrop } from "./files/FileDrop.tsx";
import { readArgs, readMetrics } from "./files/typed.ts";
import {
  beginningOf,
  checkpointOf,
  IdentityCard,
  lacking,
  secretsOf,
  stepOf,
  useIdentity,
} from "./IdentityCard.tsx";
import { useUploaded } from "./transfer/useUploaded.ts";
import { UnfinishedUploads } from "./UnfinishedUploads.tsx";
import { uploadState, type Form } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** For a model that is there, or for that of the typed args. */
export function UploadForm({ target }: { target: FullModel | null }) {
  const words = useWords().uploading;
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const files = useSyncExternalStore(uploadState.files.throttle.subscribe, uploadState.files.throttle.get);
  const onDone = useUploaded();
  const args = useMemo(() => readArgs(target === null ? form.args : ""), [target, form.args]);
  const metrics = useMemo(() => readMetrics(form.metrics), [form.metrics]);
  const named = { dataset: form.dataset, architecture: form.architecture };
  const identity = useIdentity(args, named);
  const there = identity.found !== null && identity.found.model !== null;
  const stepWrong = stepOf(form) === undefined;
  const lacks = lacking({
    files,
    args,
    identity,
    fixed: target !== null,
    fields: !stepWrong && metrics.wrong === null,
    noSecrets: form.noSecrets,
  });

  function start(): void {
    if (lacks !== null) return;
    const { dataset, architecture } = form;
    uploadState.start(
      {
        target:
          target !== null
            ? { model: target.id }
            : {
                args: args.state === "read" ? args.text : "",
                named: { dataset: dataset.trim(), architecture: architecture.trim() },
                beginning: beginningOf(form, secretsOf(identity)),
              },
        checkpoint: checkpointOf(form, metrics.values),
      },
      onDone,
    );
  }
  return (
    <>
      <UnfinishedUploads />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <FileDrop />
          {target === null ? <ArgsField args={args} /> : <KeptArgs model={target} />}
        </div>
        <aside
          aria-label={words.identity}
          className="flex min-w-0 flex-col gap-3.5 rounded-xl border border-line bg-surface p-4 lg:sticky lg:top-4"
        >
          {target === null ? <IdentityCard identity={identity} /> : <Target model={target} />}
          <CheckpointFields stepWrong={stepWrong} metricsWrong={metrics.wrong} />
          {target === null && !there && <AboutFields />}
          <div className="flex flex-col gap-1.5 border-t border-line pt-3.5">
            <Button look="primary" aria-describedby="upload-lacks" disabled={lacks !== null} onClick={start}>
              <Upload aria-hidden size={15} />
              {words.start}
            </Button>
            <p
              id="upload-lacks"
              aria-live="polite"
              className="min-h-[1.4em] text-center text-[0.93rem] text-muted"
            >
              {lacks !== null && words.needs[lacks]}
            </p>
          </div>
        </aside>
      </div>
    </>
  );
}

function Target({ model }: { model: FullModel }) {
  const words = useWords().uploading;
  return (
    <section aria-labelledby="upload-identity" className="flex flex-col gap-1.5">
      <h2 id="upload-identity" className="font-semibold">
        {words.identity}
      </h2>
      {model.title !== "" && <p>{model.title}</p>}
      <Link
        to="/models/$dataset/$model"
        params={modelParams(model.id)}
        className="font-mono break-all text-accent hover:underline"
      >
        {model.id}
      </Link>
      <p className="text-[0.93rem] text-muted">{words.isThere(model.checkpoints)}</p>
    </section>
  );
}

function KeptArgs({ model }: { model: FullModel }) {
  const words = useWords().uploading;
  return (
    <div className="flex flex-col gap-2">
      <h2 id="upload-args" className="text-lg font-semibold">
        {words.args}
      </h2>
      <p className="text-muted">{words.argsKept}</p>
      <pre
        tabIndex={0}
        aria-labelledby="upload-args"
        role="region"
        className="max-h-72 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-[0.93rem]"
      >
        {writeExact(model.args, 2)}
      </pre>
    </div>
  );
}

/** What a new model begins with: title, tags, parent, README. Folded, since all of it can be said later. */
function AboutFields() {
  const t = useWords();
  const words = t.uploading;
  const id = useId();
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const wanted = useDeferredValue(form.parent.trim());
  const found = useQuery({ ...findModels(wanted), enabled: wanted !== "" });
  const items = wanted === "" ? [] : (found.data ?? []).filter((one) => one.id !== form.parent);
  return (
    <details className="border-t border-line pt-3">
      <summary className="font-semibold">{words.about}</summary>
      <div className="mt-3 flex flex-col gap-2.5">
        <TextField
          label={words.name}
          value={form.title}
          onChange={(event) => uploadState.set({ title: event.target.value })}
        />
        <TextField
          label={words.tags}
          help={words.tagsHelp}
          value={form.tags}
          onChange={(event) => uploadState.set({ tags: event.target.value })}
        />
        <div className="flex flex-col gap-1">
          <span aria-hidden className="font-medium">
            {words.parent}
          </span>
          <Suggest
            label={words.parent}
            text={form.parent}
            onText={(parent) => uploadState.set({ parent })}
            items={items.map((one) => ({ id: one.id, label: one.id, detail: one.title }))}
            input={{ placeholder: words.parentHint }}
            onPick={(parent) => parent !== null && uploadState.set({ parent })}
          />
        </div>
        {form.parent.trim() !== "" && (
          <div className="flex flex-col gap-1">
            <label htmlFor={`${id}-kind`} className="font-medium">
              {words.kind}
            </label>
            <select
              id={`${id}-kind`}
              value={form.parentKind}
              onChange={(event) => uploadState.set({ parentKind: event.target.value as Form["parentKind"] })}
              className={INPUT}
            >
              {(Object.keys(t.kinds) as Form["parentKind"][]).map((kind) => (
                <option key={kind} value={kind}>
                  {t.kinds[kind]}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-readme`} className="font-medium">
            {t.model.readme}
          </label>
          <textarea
            id={`${id}-readme`}
            rows={5}
            value={form.readme}
            onChange={(event) => uploadState.set({ readme: event.target.value })}
            className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem]`}
          />
        </div>
      </div>
    </details>
  );
}

interface CheckpointFieldsProps {
  stepWrong: boolean;
  /** The line that cannot be read. */
  metricsWrong: string | null;
}

/** What is said about the checkpoint: label, step, metrics. All of it may be left out. */
function CheckpointFields({ stepWrong, metricsWrong }: CheckpointFieldsProps) {
  const words = useWords().uploading;
  const id = useId();
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  return (
    <section aria-labelledby={`${id}-head`} className="flex flex-col gap-2.5 border-t border-line pt-3.5">
      <h2 id={`${id}-head`} className="font-semibold">
        {words.checkpoint}
      </h2>
      <div className="grid grid-cols-2 items-start gap-2">
        <TextField
          label={words.label}
          help={words.labelHelp}
          placeholder="last"
          maxLength={64}
          value={form.label}
          onChange={(event) => uploadState.set({ label: event.target.value })}
        />
        <TextField
          label={words.step}
          inputMode="numeric"
          error={stepWrong ? words.stepWrong : null}
          value={form.step}
          onChange={(event) => uploadState.set({ step: event.target.value })}
        />
      </div>
      {form.label !== "" && (
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={form.move}
            onChange={(event) => uploadState.set({ move: event.target.checked })}
            className="size-4 shrink-0 accent-accent-fill"
          />
          {words.move}
        </label>
      )}
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-metrics`} className="font-medium">
          {words.metrics}
        </label>
        <textarea
          id={`${id}-metrics`}
          rows={2}
          spellCheck={false}
          placeholder="top1=76.1"
          aria-describedby={`${id}-told`}
          aria-invalid={metricsWrong === null ? undefined : true}
          value={form.metrics}
          onChange={(event) => uploadState.set({ metrics: event.target.value })}
          className={`${INPUT} resize-y py-1.5 font-mono text-[0.93rem] ${metricsWrong === null ? "" : "border-bad"}`}
        />
        <p
          id={`${id}-told`}
          className={`text-[0.93rem] ${metricsWrong === null ? "text-muted" : "text-bad"}`}
        >
          {metricsWrong === null ? words.metricsHelp : words.metricsWrong(metricsWrong)}
        </p>
      </div>
    </section>
  );
}
