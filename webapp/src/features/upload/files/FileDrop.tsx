/** Where files are dropped or chosen, and the list of them. */
import { Check, Files, FolderOpen, RotateCcw, UploadCloud, X } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { DropZone } from "react-aria-components/DropZone";
import { Button } from "../../../components/controls/Button.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { toasts } from "../../../lib/toasts.ts";
import { uploadState } from "../uploadState.ts";
import { useWords } from "../useWords.ts";
import type { PickedFile } from "./files.ts";
import { Path } from "./Path.tsx";
import { atRoot, dropped, type Given, PickButton } from "./PickButton.tsx";

/** Rows shown before a person asks for more. */
const SHOWN = 100;

/** The first part of the form. */
export function FileDrop() {
  const t = useWords();
  const { language } = useLocale();
  const words = t.uploading;
  const view = useSyncExternalStore(uploadState.files.throttle.subscribe, uploadState.files.throttle.get);
  const [shown, setShown] = useState(SHOWN);
  // What needs a look stands first.
  const rows = view.files.toSorted((a, b) => Number(wrong(b)) - Number(wrong(a))).slice(0, shown);
  const some = view.files.length > 0;
  return (
    <section aria-labelledby="upload-files" className="flex flex-col gap-3">
      <h2 id="upload-files" className="text-lg font-semibold">
        {words.files}
      </h2>
      <DropZone
        aria-label={words.drop}
        onDrop={({ items }) => {
          dropped(items).then(
            (given) => uploadState.files.add(given),
            () => toasts.show(words.unreadable, "bad"),
          );
        }}
        className={`flex flex-col items-center gap-2.5 rounded-xl border border-dashed border-edge bg-surface px-4 text-center data-drop-target:border-solid data-drop-target:border-accent data-drop-target:bg-accent-soft ${some ? "py-4" : "py-9"}`}
      >
        {({ isDropTarget }) => (
          <>
            {!some && <UploadCloud aria-hidden size={30} className="text-faint" />}
            <p className="font-medium">{isDropTarget ? words.dropNow : words.drop}</p>
            <div className="flex flex-wrap justify-center gap-2">
              <PickButton label={words.chooseFiles} onPick={add}>
                <Files aria-hidden size={15} />
                {words.chooseFiles}
              </PickButton>
              <PickButton label={words.chooseFolder} folder onPick={add}>
                <FolderOpen aria-hidden size={15} />
                {words.chooseFolder}
              </PickButton>
            </div>
            {!some && <p className="text-[0.93rem] text-muted">{words.dropHint}</p>}
          </>
        )}
      </DropZone>
      {view.tooMany && (
        <p role="alert" className="text-bad">
          {words.tooMany}
        </p>
      )}
      {some && (
        <div className="rounded-lg border border-line bg-surface">
          <div className="flex flex-wrap items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3">
            <span aria-live="polite" className="font-medium">
              {words.count(view.files.length, formatBytes(view.size, language))}
            </span>
            <Button look="quiet" onClick={() => uploadState.files.clear()}>
              {words.clear}
            </Button>
          </div>
          <ul aria-label={words.files} className="divide-y divide-line">
            {rows.map((file) => (
              <FileRow key={file.path} file={file} />
            ))}
          </ul>
          {view.files.length > shown && (
            <div className="border-t border-line p-1">
              <Button look="quiet" onClick={() => setShown(shown + 500)}>
                {words.more(view.files.length - shown)}
              </Button>
            </div>
          )}
        </div>
      )}
      {view.skipped > 0 && <p className="text-[0.93rem] text-muted">{words.skipped(view.skipped)}</p>}
    </section>
  );
}

function add(given: readonly Given[]): void {
  uploadState.files.add(atRoot(given));
}

function wrong(file: { fault: unknown; failed: boolean }): boolean {
  return file.fault !== null || file.failed;
}

/** One picked file: path, size, how far its hash is, or what is wrong with it. */
function FileRow({ file }: { file: PickedFile }) {
  const t = useWords();
  const { language } = useLocale();
  const words = t.uploading;
  const told = file.fault !== null ? words.faults[file.fault] : file.failed ? words.unreadable : null;
  return (
    <li className="flex min-h-[2.4rem] items-center gap-3 py-1 pr-1 pl-3">
      <span className="flex min-w-0 grow flex-col">
        <Path path={file.path} />
        {told !== null && <span className="text-[0.93rem] text-bad">{told}</span>}
      </span>
      {told === null && <HashState file={file} />}
      <span className="w-20 shrink-0 text-right text-muted">{formatBytes(file.size, language)}</span>
      <span className="flex shrink-0">
        {file.failed && (
          <Button
            look="quiet"
            square
            aria-label={words.retryOf(file.path)}
            onClick={() => uploadState.files.retry(file.path)}
          >
            <RotateCcw aria-hidden size={15} />
          </Button>
        )}
        <Button
          look="quiet"
          square
          aria-label={words.remove(file.path)}
          onClick={() => uploadState.files.remove(file.path)}
        >
          <X aria-hidden size={15} />
        </Button>
      </span>
    </li>
  );
}

function HashState({ file }: { file: PickedFile }) {
  const t = useWords();
  if (file.sha256 !== null) {
    return (
      <span className="shrink-0 text-good" title={`SHA-256 ${file.sha256}`}>
        <Check aria-hidden size={15} />
        <span className="sr-only">{t.uploading.ready}</span>
      </span>
    );
  }
  const percent = Math.floor((file.hashed / Math.max(1, file.size)) * 100);
  return (
    <span className="shrink-0 text-[0.93rem] text-muted max-sm:hidden">
      {percent === 0 ? t.uploading.queued : t.uploading.hashing(percent)}
    </span>
  );
}
