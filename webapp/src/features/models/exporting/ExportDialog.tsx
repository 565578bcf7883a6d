/** Writes the shown rows and columns, all of them, into a file. Loaded when first opened. */
import { Download } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { ModelsSearch } from "../../../api/queries.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Choices } from "../../../components/controls/Choices.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Progress } from "../../../components/feedback/Progress.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { FORMATS, type Format } from "./exported.ts";
import { useExport } from "./useExport.ts";

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
