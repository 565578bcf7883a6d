/** One picked file: path, size, how far its hash is, or what is wrong with it. */
import { Check, RotateCcw, X } from "lucide-react";
import { Button } from "../../../components/controls/Button.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import type { PickedFile } from "./files.ts";
import { desk } from "../uploadState.ts";
import { Path } from "./Path.tsx";
import { useWords } from "../useWords.ts";

/** A line of the list. */
export function FileRow({ file }: { file: PickedFile }) {
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
            onClick={() => desk.files.retry(file.path)}
          >
            <RotateCcw aria-hidden size={15} />
          </Button>
        )}
        <Button
          look="quiet"
          square
          aria-label={words.remove(file.path)}
          onClick={() => desk.files.remove(file.path)}
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
