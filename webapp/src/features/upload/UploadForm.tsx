/** The form: files and args at the left, what becomes of them at the right. */
import { Link } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useMemo, useSyncExternalStore } from "react";
import type { FullModel } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { writeExact } from "../../lib/json/json.ts";
import { modelParams } from "../../lib/paths.ts";
import { readArgs, readMetrics } from "./files/typed.ts";
import { AboutFields } from "./AboutFields.tsx";
import { ArgsField } from "./ArgsField.tsx";
import { CheckpointFields } from "./CheckpointFields.tsx";
import { desk } from "./uploadState.ts";
import { FileDrop } from "./files/FileDrop.tsx";
import { IdentityCard } from "./IdentityCard.tsx";
import { beginningOf, checkpointOf, lacking, stepOf } from "./ready.ts";
import { UnfinishedUploads } from "./UnfinishedUploads.tsx";
import { useIdentity } from "./useIdentity.ts";
import { useUploaded } from "./transfer/useUploaded.ts";
import { useWords } from "./useWords.ts";

/** For a model that is there, or for that of the typed args. */
export function UploadForm({ target }: { target: FullModel | null }) {
  const words = useWords().uploading;
  const { form } = useSyncExternalStore(desk.subscribe, desk.get);
  const files = useSyncExternalStore(desk.files.beat.subscribe, desk.files.beat.get);
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
  });

  function start(): void {
    if (lacks !== null) return;
    const { dataset, architecture } = form;
    desk.start(
      {
        target:
          target !== null
            ? { model: target.id }
            : {
                args: args.state === "read" ? args.text : "",
                named: { dataset: dataset.trim(), architecture: architecture.trim() },
                beginning: beginningOf(form),
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
