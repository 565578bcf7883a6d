/** A list of files with their hashes and downloads. Long lists show their beginning until asked for all. */
import { lazy, Suspense, useMemo, useState } from "react";
import type { File } from "../../../api/types.ts";
import type { SafetyRow } from "../tensors/weights.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { filePath } from "../../../lib/paths.ts";
import { FilesChosen } from "./FilesChosen.tsx";
import { usePreviewed } from "./usePreviewed.ts";
import { useWords } from "../checkpoints/useWords.ts";
import { FileRow } from "./FileRow.tsx";

const FilePreview = lazy(async () => ({ default: (await import("./FilePreview.tsx")).FilePreview }));

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

/** One row per file. */
export function FileTable({ model, label, files, gone, safety }: FileTableProps) {
  const t = useMessages();
  const words = useWords().content;
  const [all, setAll] = useState(false);
  const previewed = usePreviewed();
  const opened = files.find((file) => file.path === previewed.path);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = all ? files : files.slice(0, FIRST);
  const looks = useMemo(() => new Map(safety.map((row) => [row.path, row])), [safety]);
  return (
    <>
      {!gone && files.length > 0 && <FilesChosen model={model} label={label} files={files} chosen={chosen} />}
      <Scroll label={t.files.table}>
        <table>
          <thead>
            <tr>
              {!gone && (
                <td className="w-8">
                  <input
                    type="checkbox"
                    aria-label={words.several.chooseAll}
                    checked={files.length > 0 && chosen.size === files.length}
                    onChange={(event) =>
                      setChosen(new Set(event.target.checked ? files.map((file) => file.path) : []))
                    }
                  />
                </td>
              )}
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
              <FileRow
                key={file.path}
                file={file}
                address={gone ? null : filePath(model, label, file.path)}
                look={looks.get(file.path)}
                chosen={chosen.has(file.path)}
                onChoose={() => setChosen(toggled(chosen, file.path))}
                onOpen={() => previewed.open(file.path)}
              />
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
            onClose={previewed.close}
          />
        )}
      </Suspense>
    </>
  );
}

function toggled(chosen: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(path)) next.add(path);
  return next;
}
