/** What is done with some or all files of a checkpoint at once: download them, or copy the command that pulls them. */
import { Download, Terminal } from "lucide-react";
import type { File } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { downloadEach } from "./downloads.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { filePath } from "../../../lib/paths.ts";
import { pullCommand } from "./pullCommand.ts";
import { useWords } from "../checkpoints/useWords.ts";

const MOST = 50; // above, a browser is the wrong tool

export interface FilesChosenProps {
  model: string;
  label: string;
  files: readonly File[];
  chosen: ReadonlySet<string>;
}

/** Without a choice all files are meant. */
export function FilesChosen({ model, label, files, chosen }: FilesChosenProps) {
  const words = useWords().content.several;
  const { language } = useLocale();
  const some = files.filter((file) => chosen.has(file.path));
  const wanted = some.length > 0 ? some : files;
  const size = formatBytes(
    wanted.reduce((sum, file) => sum + file.size, 0),
    language,
  );
  const all = wanted.length === files.length;
  const command = pullCommand(model, label, all ? null : wanted.map((file) => file.path));
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Button
        disabled={wanted.length > MOST}
        onClick={() => downloadEach(wanted.map((file) => filePath(model, label, file.path)))}
      >
        <Download aria-hidden size={15} />
        {all ? words.all(files.length, size) : words.some(wanted.length, size)}
      </Button>
      <CopyButton text={command} label={words.command} icon={Terminal} wide />
      {wanted.length > MOST && <span className="text-muted">{words.many(MOST)}</span>}
    </div>
  );
}
