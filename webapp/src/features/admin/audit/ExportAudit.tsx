/** Saves the records that the filter shows, all of them, as the API gives them. */
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { allEvents, type EventsSearch } from "../admin.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { asSentence, failureOf } from "../../../lib/failure.ts";
import { saveFile } from "../../../lib/save.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useWords } from "../useWords.ts";

/** A button that counts while it reads. */
export function ExportAudit({ search, disabled }: { search: EventsSearch; disabled: boolean }) {
  const t = useWords();
  const words = t.admin.audit;
  const [count, setCount] = useState<number | null>(null);
  const reading = useRef<AbortController | null>(null);
  useEffect(() => () => reading.current?.abort(), []);

  async function save(): Promise<void> {
    const asked = new AbortController();
    reading.current = asked;
    setCount(0);
    try {
      const rows = await allEvents(search, setCount, asked.signal);
      const text = `${JSON.stringify({ filter: search, rows }, null, 2)}\n`;
      saveFile(new Blob([text], { type: "application/json" }), "modelbase-events.json");
      toasts.show(words.exported(rows.length));
    } catch (error) {
      if (!asked.signal.aborted) toasts.show(asSentence(failureOf(error).message), "bad");
    }
    if (!asked.signal.aborted) setCount(null);
  }
  return (
    <div className="flex items-center">
      <span role="status" className="text-muted not-empty:mr-3">
        {count !== null && words.exporting(count)}
      </span>
      <Button disabled={disabled || count !== null} onClick={() => void save()}>
        <Download aria-hidden size={15} />
        {words.export}
      </Button>
    </div>
  );
}
