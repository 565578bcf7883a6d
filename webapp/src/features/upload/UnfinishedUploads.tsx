/** Uploads of this browser that did not end: choose the same files again, and they go on where they stopped. */
import { History } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/controls/Button.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { formatBytes, formatRelative } from "../../lib/format/format.ts";
import { atRoot, type Given, PickButton } from "./files/PickButton.tsx";
import { forget, isOf, readUnfinished, type Unfinished, unlike } from "./transfer/memory.ts";
import { giveUp } from "./transfer/upload.ts";
import { useUploaded } from "./transfer/useUploaded.ts";
import { uploadState } from "./uploadState.ts";
import { useWords } from "./useWords.ts";

/** Above the form, where there are any. */
export function UnfinishedUploads() {
  const words = useWords().uploading;
  const [all, setAll] = useState(() => readUnfinished());
  if (all.length === 0) return null;
  const drop = (one: Unfinished): void => {
    forget(one.id);
    setAll(readUnfinished());
    // If the server does not hear of it, the upload ends there by itself after 7 days.
    giveUp(one.model, one.id).catch(() => undefined);
  };
  return (
    <section
      aria-labelledby="upload-unfinished"
      className="flex flex-col gap-2 rounded-xl border border-line bg-accent-soft px-4 py-3"
    >
      <h2 id="upload-unfinished" className="flex items-center gap-2 font-semibold">
        <History aria-hidden size={16} />
        {words.unfinished(all.length)}
      </h2>
      <p>{words.unfinishedHint}</p>
      <ul className="flex flex-col gap-2">
        {all.map((one) => (
          <Line key={one.id} one={one} onForget={() => drop(one)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ one, onForget }: { one: Unfinished; onForget: () => void }) {
  const words = useWords().uploading;
  const { language } = useLocale();
  const onDone = useUploaded();
  const [missing, setMissing] = useState<string | null>(null);

  function goOn(given: readonly Given[]): void {
    const files = atRoot(given).map(({ path, file }) => ({
      path: path.normalize("NFC"),
      file,
      size: file.size,
    }));
    const wanted = new Set(one.files.map(({ path }) => path));
    const mine = files.filter(({ path }) => wanted.has(path));
    if (!isOf(one, mine)) return setMissing(unlike(one, mine).slice(0, 5).join(", "));
    uploadState.files.clear();
    uploadState.files.add(mine);
    const { label, move, step, metrics } = one;
    uploadState.start({ target: { model: one.model }, checkpoint: { label, move, step, metrics } }, onDone);
  }
  const folder = one.files.some(({ path }) => path.includes("/"));
  return (
    <li className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-0 grow">
          <code className="font-mono break-all">
            {one.model}
            {one.label !== null && `@${one.label}`}
          </code>{" "}
          <span className="text-muted">
            {words.unfinishedFiles(
              one.files.length,
              formatBytes(one.size, language),
              formatRelative(one.at, language),
            )}
          </span>
        </span>
        <span className="flex flex-wrap gap-2">
          <PickButton label={words.goOnOf(one.model)} folder={folder} onPick={goOn}>
            {words.goOn}
          </PickButton>
          <Button look="quiet" aria-label={words.forgetOf(one.model)} onClick={onForget}>
            {words.forget}
          </Button>
        </span>
      </div>
      {missing !== null && (
        <p role="alert" className="text-bad">
          {words.unlike(missing)}
        </p>
      )}
    </li>
  );
}
