/** A list of files with their hashes and downloads. Long lists show their beginning until asked for all. */
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Download, Terminal } from "lucide-react";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import type { File } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { CopyButton } from "../../../components/controls/CopyButton.tsx";
import { Badge } from "../../../components/layout/Badge.tsx";
import { Scroll } from "../../../components/layout/Scroll.tsx";
import { useLocale, useMessages } from "../../../i18n/messages.ts";
import { formatBytes, formatCount } from "../../../lib/format/format.ts";
import { filePath, here } from "../../../lib/paths.ts";
import { useWords } from "../checkpoints/useWords.ts";
import type { SafetyRow } from "../tensors/weights.ts";

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
                address={gone ? null : here(filePath(model, label, file.path))}
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

const TONES = { nothing_found: "good", flagged: "bad", not_scanned: "warn", waiting: "neutral" } as const;

interface FileRowProps {
  file: File;
  /** Where its bytes are; null if they are gone, and there is nothing to choose. */
  address: string | null;
  look: SafetyRow | undefined;
  chosen: boolean;
  onChoose: () => void;
  onOpen: () => void;
}

/** One file of a checkpoint: chosen or not, name, size, hash, what loading it would import, download. */
function FileRow({ file, address, look, chosen, onChoose, onOpen }: FileRowProps) {
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
        {look?.state === "not_scanned" && look.reason !== "" && (
          <p lang="en" className="max-w-xs text-muted">
            {look.reason}
          </p>
        )}
        {look?.note && (
          <p lang="en" className="max-w-xs text-warn">
            {look.note}
          </p>
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

const MOST = 50; // above, a browser is the wrong tool

interface FilesChosenProps {
  model: string;
  label: string;
  files: readonly File[];
  chosen: ReadonlySet<string>;
}

/** What is done with some or all files of a checkpoint at once: download them, or copy the command that pulls them. */
function FilesChosen({ model, label, files, chosen }: FilesChosenProps) {
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
        onClick={() => downloadEach(wanted.map((file) => here(filePath(model, label, file.path))))}
      >
        <Download aria-hidden size={15} />
        {all ? words.all(files.length, size) : words.some(wanted.length, size)}
      </Button>
      <CopyButton text={command} label={words.command} icon={Terminal} wide />
      {wanted.length > MOST && <span className="text-muted">{words.many(MOST)}</span>}
    </div>
  );
}

const APART_MS = 400;

/** Downloads of several files, begun one after the other: browsers keep only the last of those begun at one moment. */
function downloadEach(addresses: readonly string[]): void {
  addresses.forEach((address, at) => setTimeout(() => begin(address), at * APART_MS));
}

function begin(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

/** The command line that brings some or all files of a checkpoint; a path is put so that glob and shell take it as it is. */
export function pullCommand(id: string, label: string, paths: readonly string[] | null): string {
  const wanted = (paths ?? []).map((path) => ` --include ${quoted(path.replace(/[*?[]/g, "[$&]"))}`);
  return `modelbase pull ${id}@${label}${wanted.join("")}`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Which file is previewed: the address says it, so that it can be linked and Back closes it. */
function usePreviewed() {
  const navigate = useNavigate();
  const router = useRouter();
  const { file } = useSearch({ strict: false });
  const openedHere = useRef(false);
  return {
    path: file,
    open: (path: string): void => {
      openedHere.current = true;
      void navigate({ to: ".", search: (old: object) => ({ ...old, file: path }), resetScroll: false });
    },
    // What was opened here is gone back from; who came by a link stays on this page.
    close: (): void => {
      if (openedHere.current) router.history.back();
      else
        void navigate({
          to: ".",
          search: (old: object) => ({ ...old, file: undefined }),
          replace: true,
          resetScroll: false,
        });
    },
  };
}
