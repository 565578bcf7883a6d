/** A list of files with their hashes and downloads. Long lists show their beginning until asked for all. */
import { Download } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { File } from "../../api/types.ts";
import type { SafetyRow } from "../../api/weights.ts";
import { Badge } from "../../components/Badge.tsx";
import { Button } from "../../components/Button.tsx";
import { CopyButton } from "../../components/CopyButton.tsx";
import { Scroll } from "../../components/Scroll.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../lib/format.ts";
import { filePath } from "../../lib/paths.ts";
import { useWords } from "./content/useWords.ts";

const FilePreview = lazy(async () => ({ default: (await import("./content/FilePreview.tsx")).FilePreview }));

const FIRST = 200;

export interface FileTableProps {
  model: string;
  label: string;
  files: readonly File[];
  /** The bytes were deleted: there is nothing to download. */
  gone: boolean;
  /** What is known of them by now. */
  safety: readonly SafetyRow[];
}

const TONES = { nothing_found: "good", flagged: "bad", not_scanned: "warn", waiting: "neutral" } as const;

/** One row per file. */
export function FileTable({ model, label, files, gone, safety }: FileTableProps) {
  const t = useMessages();
  const { language } = useLocale();
  const words = useWords().content;
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<File | null>(null);
  const shown = all ? files : files.slice(0, FIRST);
  const looks = useMemo(() => new Map(safety.map((row) => [row.path, row])), [safety]);
  return (
    <>
      <Scroll label={t.files.table}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.files.path}</th>
              <th scope="col" className="text-right">
                {t.files.size}
              </th>
              <th scope="col">{t.files.sha256}</th>
              <th scope="col">{t.weights.safety}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <tr key={file.path}>
                <th scope="row" className="max-w-md truncate">
                  <button
                    type="button"
                    aria-haspopup="dialog"
                    title={words.preview.open(file.path)}
                    onClick={() => setOpened(file)}
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
                  <Look row={looks.get(file.path)} />
                </td>
                <td className="text-right">
                  {!gone && (
                    <a
                      href={filePath(model, label, file.path)}
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
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length < files.length && (
        <Button className="self-center" onClick={() => setAll(true)}>
          {t.files.showAll(files.length)}
        </Button>
      )}
      <Suspense>
        {opened && (
          <FilePreview
            of={{ model, label, path: opened.path, sha256: opened.sha256 }}
            size={opened.size}
            format={looks.get(opened.path)?.format ?? null}
            gone={gone}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </>
  );
}

function Look({ row }: { row: SafetyRow | undefined }) {
  const t = useMessages();
  if (row === undefined) return null;
  return (
    <Badge tone={TONES[row.state]} title={row.reason || t.weights.hints[row.state]}>
      {t.weights.states[row.state]}
    </Badge>
  );
}
