/** One file of a checkpoint: chosen or not, name, size, hash, what loading it would import, download. */
import { Download } from "lucide-react";
import type { File } from "../../../api/types.ts";
import type { SafetyRow } from "../tensors/weights.ts";
import { Badge } from "../../../components/layout/Badge.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../../lib/format/format.ts";
import { useWords } from "../checkpoints/useWords.ts";

const TONES = { nothing_found: "good", flagged: "bad", not_scanned: "warn", waiting: "neutral" } as const;

export interface FileRowProps {
  file: File;
  /** Where its bytes are; null if they are gone, and there is nothing to choose. */
  address: string | null;
  look: SafetyRow | undefined;
  chosen: boolean;
  onChoose: () => void;
  onOpen: () => void;
}

/** A row of the table of files. */
export function FileRow({ file, address, look, chosen, onChoose, onOpen }: FileRowProps) {
  const t = useWords();
  const { language } = useLocale();
  return (
    <tr>
      {address !== null && (
        <td className="w-8">
          <input
            type="checkbox"
            aria-label={t.content.several.choose(file.path)}
            checked={chosen}
            onChange={onChoose}
          />
        </td>
      )}
      <th scope="row" className="max-w-md truncate">
        <button
          type="button"
          aria-haspopup="dialog"
          title={t.content.preview.open(file.path)}
          onClick={onOpen}
          className="max-w-full cursor-pointer truncate text-left text-accent hover:underline"
        >
          {file.path}
        </button>
      </th>
      <td className="text-right" title={formatCount(file.size, language)}>
        {formatBytes(file.size, language)}
      </td>
      <td>
        <span className="inline-flex items-center">
          <code className="font-mono text-muted" title={file.sha256}>
            {file.sha256.slice(0, 12)}…
          </code>
          <CopyButton text={file.sha256} label={t.files.copySha(file.path)} className="-my-2" />
        </span>
      </td>
      <td>
        {look && (
          <Badge tone={TONES[look.state]} title={look.reason || t.weights.hints[look.state]}>
            {t.weights.states[look.state]}
          </Badge>
        )}
      </td>
      <td className="text-right">
        {address !== null && (
          <a
            href={address}
            download
            aria-label={t.files.downloadOf(file.path)}
            className="inline-flex items-center gap-1.5 text-accent hover:underline"
          >
            <Download aria-hidden size={15} />
            {t.files.download}
          </a>
        )}
      </td>
    </tr>
  );
}
