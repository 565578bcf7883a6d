/** Writes the shown rows and columns, all of them, into a file. Loaded when first opened. */
import { Download } from "lucide-react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import type { ModelsSearch } from "../../../api/queries.ts";
import { walkPage } from "../../../api/walk.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Choices } from "../../../components/controls/Choices.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Progress } from "../../../components/feedback/Progress.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { saveFile } from "../../../lib/save.ts";
import { FILES, type Format, FORMATS, writer } from "./exported.ts";

export interface ExportDialogProps {
  search: ModelsSearch;
  /** The columns in the order of the file, the ID first. */
  columns: readonly string[];
  total: number | null;
  folded: boolean;
  onClose: () => void;
}

/** Choose a format, watch it being written. */
export function ExportDialog({ search, columns, total, folded, onClose }: ExportDialogProps) {
  const t = useMessages();
  const words = t.tools.export;
  const [format, setFormat] = useState<Format>("csv");
  const exporting = useExport(search, columns);
  const { phase, done } = exporting;
  const of = exporting.total ?? total;

  function submit(event: FormEvent): void {
    event.preventDefault();
    exporting.start(format);
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p className="text-muted">{words.what(total ?? 0, columns.length)}</p>
      {folded && <p className="text-muted">{words.folded}</p>}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Choices
          label={words.format}
          value={format}
          options={FORMATS.map((one) => ({ value: one, label: words.formats[one], hint: words.hints[one] }))}
          disabled={phase === "running"}
          onChange={setFormat}
        />
        {phase === "failed" && (
          <ErrorNotice error={exporting.error} title={words.stopped(done)} onRetry={exporting.resume} />
        )}
        {(phase === "running" || phase === "failed") && (
          <Progress label={words.title} done={done} total={of} text={words.progress(done, of ?? done)} />
        )}
        {phase === "done" && (
          <p role="status" className="font-medium text-good">
            {words.done(done)}
          </p>
        )}
        <div className="flex justify-end gap-2">
          {phase === "running" || phase === "failed" ? (
            <Button onClick={exporting.cancel}>{t.app.cancel}</Button>
          ) : (
            <>
              <Button onClick={onClose}>{t.app.close}</Button>
              <Button type="submit" look="primary">
                <Download aria-hidden size={15} />
                {words.start}
              </Button>
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface ExportState {
  phase: "idle" | "running" | "failed" | "done";
  done: number;
  total: number | null;
  error: unknown;
}

interface Exporting extends ExportState {
  start: (format: Format) => void;
  resume: () => void;
  cancel: () => void;
}

const IDLE: ExportState = { phase: "idle", done: 0, total: null, error: null };

/**
 * A table on its way into a file: walked by cursor, written page by page into a Blob, which the browser keeps outside
 * of the page's memory. A failure keeps what is there, and going on begins where it stopped.
 */
function useExport(search: ModelsSearch, columns: readonly string[]): Exporting {
  const [state, setState] = useState<ExportState>(IDLE);
  const abort = useRef<AbortController>(undefined);
  const resume = useRef<() => Promise<void>>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = useCallback(async (step: () => Promise<void>) => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    setState((old) => ({ ...old, phase: "running", error: null }));
    try {
      await step();
      if (!signal.aborted) setState((old) => ({ ...old, phase: "done" }));
    } catch (error) {
      if (!signal.aborted) setState((old) => ({ ...old, phase: "failed", error }));
    }
  }, []);

  const start = useCallback(
    (format: Format) => {
      const table = writer(format, columns);
      let body = new Blob([]);
      let after: string | null = null;
      let done = 0;
      resume.current = async () => {
        const signal = abort.current!.signal;
        do {
          const page = await walkPage(search, after, signal);
          signal.throwIfAborted();
          body = new Blob([body, page.rows.map(table.row).join("")]);
          after = page.next;
          done += page.rows.length;
          setState((old) => ({ ...old, done, total: page.total ?? old.total }));
        } while (after !== null);
        const { type, ending } = FILES[format];
        saveFile(new Blob([table.head(), body, table.foot()], { type }), `models.${ending}`);
      };
      setState(IDLE);
      void run(resume.current);
    },
    [search, columns, run],
  );
  return {
    ...state,
    start,
    resume: useCallback(() => void (resume.current && run(resume.current)), [run]),
    cancel: useCallback(() => {
      abort.current?.abort();
      setState(IDLE);
    }, []),
  };
}
