/** The args of a new model: pasted, from a JSON file, from one of the picked files, or from a model that is there. */
import { useQueryClient } from "@tanstack/react-query";
import { Box, FileJson } from "lucide-react";
import { lazy, Suspense, useId, useRef, useState, useSyncExternalStore } from "react";
import { model } from "../../api/queries.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { asSentence, failureOf } from "../../lib/failure.ts";
import { writeExact } from "../../lib/json/json.ts";
import { toasts } from "../../lib/toasts.ts";
import type { Args } from "./files/typed.ts";
import { uploadState } from "./uploadState.ts";
import { PickButton } from "./files/PickButton.tsx";
import { useWords } from "./useWords.ts";

const FromModel = lazy(async () => ({ default: (await import("./FromModel.tsx")).FromModel }));
/** Files of these names are offered; longer ones are no args. */
const OFFERED = /(^|\/)(args|config)\.json$/i;
const LONGEST = 4 * 2 ** 20;

/** The second part of the form. */
export function ArgsField({ args }: { args: Args }) {
  const t = useWords();
  const words = t.uploading;
  const id = useId();
  const client = useQueryClient();
  const trigger = useRef<HTMLButtonElement>(null);
  const [choosing, setChoosing] = useState(false);
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const { files } = useSyncExternalStore(
    uploadState.files.throttle.subscribe,
    uploadState.files.throttle.get,
  );
  const offered = files.find((one) => OFFERED.test(one.path) && one.size <= LONGEST);

  function take(file: File): void {
    if (!/\.json$/i.test(file.name)) toasts.show(words.notJson, "bad");
    else
      file.text().then(
        (text) => uploadState.set({ args: text }),
        () => toasts.show(words.unreadable, "bad"),
      );
  }
  async function takeFrom(ref: string): Promise<void> {
    try {
      uploadState.set({ args: writeExact((await client.fetchQuery(model(ref))).args, 2) });
    } catch (error) {
      toasts.show(asSentence(failureOf(error).message), "bad");
    }
  }
  const told =
    args.state === "wrong"
      ? args.why === "json"
        ? words.argsWrong.json(args.line)
        : words.argsWrong.mapping
      : null;
  return (
    <section aria-labelledby={`${id}-head`} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={`${id}-head`} className="text-lg font-semibold">
          {words.args}
        </h2>
        <div className="flex flex-wrap gap-2">
          <PickButton
            label={words.argsFile}
            accept=".json,.yaml,.yml,.toml"
            onPick={([one]) => take(one!.file)}
          >
            <FileJson aria-hidden size={15} />
            {words.argsFile}
          </PickButton>
          <Button ref={trigger} aria-haspopup="dialog" onClick={() => setChoosing(true)}>
            <Box aria-hidden size={15} />
            {words.argsModel}
          </Button>
        </div>
      </div>
      {offered && args.state === "empty" && (
        <p className="flex flex-wrap items-center gap-2 rounded-lg bg-accent-soft px-3 py-1.5">
          {words.argsOffered(offered.path)}
          <Button onClick={() => take(offered.file)}>{words.argsUse}</Button>
        </p>
      )}
      <textarea
        aria-labelledby={`${id}-head`}
        aria-describedby={`${id}-told`}
        aria-invalid={told === null ? undefined : true}
        rows={Math.min(18, Math.max(6, form.args.split("\n").length + 1))}
        spellCheck={false}
        placeholder={'{"dataset": "imagenet", "arch": "resnet50", "lr": 0.1}'}
        value={form.args}
        onChange={(event) => uploadState.set({ args: event.target.value })}
        className={`${INPUT} resize-y py-2 font-mono text-[0.93rem] ${told === null ? "" : "border-bad"}`}
      />
      <p
        id={`${id}-told`}
        role={told === null ? undefined : "alert"}
        className={`-mt-2 text-[0.93rem] ${told === null ? "text-muted" : "text-bad"}`}
      >
        {told ?? (args.state === "read" ? words.argsCount(args.count) : words.argsHint)}
      </p>
      <Suspense>
        {choosing && (
          <FromModel
            trigger={trigger}
            onPick={(ref) => void takeFrom(ref)}
            onClose={() => setChoosing(false)}
          />
        )}
      </Suspense>
    </section>
  );
}
