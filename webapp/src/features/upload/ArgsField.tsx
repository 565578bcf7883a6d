/**
 * The args of a new model: pasted, from a file, from one of the picked files, or from a model that is there. What is YAML or
 * TOML becomes the JSON that the command line would send; its readers are loaded when the first such file is read.
 */
import { useQueryClient } from "@tanstack/react-query";
import { Box, FileJson } from "lucide-react";
import {
  lazy,
  Suspense,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { model } from "../../api/queries.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { asSentence, failureOf } from "../../lib/failure.ts";
import { writeExact } from "../../lib/json/json.ts";
import { toasts } from "../../lib/toasts.ts";
import type { Fault } from "../../lib/args/fault.ts";
import { argsFile, formatOf, offeredArgs, readText, type Format } from "./files/argsFile.ts";
import type { Args } from "./files/typed.ts";
import { uploadState } from "./uploadState.ts";
import { PickButton } from "./files/PickButton.tsx";
import { useWords, type Words } from "./useWords.ts";

const FromModel = lazy(async () => ({ default: (await import("./FromModel.tsx")).FromModel }));
/** The second part of the form. */
export function ArgsField({ args }: { args: Args }) {
  const t = useWords();
  const words = t.uploading;
  const id = useId();
  const client = useQueryClient();
  const trigger = useRef<HTMLButtonElement>(null);
  const [choosing, setChoosing] = useState(false);
  const { form } = useSyncExternalStore(uploadState.subscribe, uploadState.get);
  const { offered, unread, set, take, read } = useArgs(args);
  async function takeFrom(ref: string): Promise<void> {
    try {
      set(writeExact((await client.fetchQuery(model(ref))).args, 2));
    } catch (error) {
      toasts.show(asSentence(failureOf(error).message), "bad");
    }
  }
  const told =
    unread === null ? wrongOf(args, words) : words.argsUnread(unread.name, faultText(unread.fault, words));
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
      {offered !== null && !offered.sure && (
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
        onChange={(event) => set(event.target.value)}
        className={`${INPUT} resize-y py-2 font-mono text-[0.93rem] ${told === null ? "" : "border-bad"}`}
      />
      <p
        id={`${id}-told`}
        role={told === null ? undefined : "alert"}
        className={`-mt-2 text-[0.93rem] ${told === null ? "text-muted" : "text-bad"}`}
      >
        {told ?? (args.state === "read" ? words.argsCount(args.count) : words.argsHint)}
      </p>
      {args.state === "wrong" && args.why === "json" && (
        <ReadAs onPick={(format) => void read(form.args, format, words.argsPasted)} />
      )}
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

/** What was pasted may be of another format. */
function ReadAs({ onPick }: { onPick: (format: Format) => void }) {
  const words = useWords().uploading;
  return (
    <div className="flex flex-wrap gap-2">
      {(["yaml", "toml"] as const).map((format) => (
        <Button key={format} onClick={() => onPick(format)}>
          {words.argsReadAs(format.toUpperCase())}
        </Button>
      ))}
    </div>
  );
}

/** What is wrong with the JSON that is there, or null. */
function wrongOf(args: Args, words: Words["uploading"]): string | null {
  if (args.state !== "wrong") return null;
  return args.why === "json" ? words.argsWrong.json(args.line) : words.argsWrong.mapping;
}

/** What is wrong with the text of a file. */
function faultText(fault: Fault, words: Words["uploading"]): string {
  const said = words.argsFaults;
  switch (fault.why) {
    case "unread":
      return said.unread(fault.message, fault.line);
    case "twice":
      return said.twice(fault.key, fault.line);
    case "unresolved":
      return said.unresolved(fault.key);
    case "unsure":
      return said.unsure(fault.what, fault.line);
    case "number":
      return said.number(fault.text);
    default:
      return said[fault.why]();
  }
}

/** Files and texts become the args of the form; `unread` is the last one that could not. */
function useArgs(args: Args) {
  const words = useWords().uploading;
  const { files } = useSyncExternalStore(
    uploadState.files.throttle.subscribe,
    uploadState.files.throttle.get,
  );
  const [unread, setUnread] = useState<{ name: string; fault: Fault } | null>(null);
  const offered = args.state === "empty" ? offeredArgs(files) : null;
  const tried = useRef(new Set<File>());
  const fill = useEffectEvent((file: File) => {
    if (tried.current.has(file)) return;
    tried.current.add(file);
    take(file);
  });
  // A file that is named as args are is taken by itself, once; one that may be something else is offered.
  const sure = offered !== null && offered.sure ? offered.file : null;
  useEffect(() => {
    if (sure !== null) fill(sure);
  }, [sure]);

  function set(text: string): void {
    setUnread(null);
    uploadState.set({ args: text });
  }
  function take(file: File): void {
    const format = formatOf(file.name);
    if (format === null) toasts.show(words.noArgsFile, "bad");
    else
      argsFile(file).then(
        (text) => void read(text, format, file.name),
        () => toasts.show(words.unreadable, "bad"),
      );
  }
  async function read(text: string, format: Format, name: string): Promise<void> {
    const found = await readText(text, format);
    if (typeof found === "string") set(found);
    else setUnread({ name, fault: found });
  }
  return { offered, unread, set, take, read };
}
