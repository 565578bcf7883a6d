/**
 * A table on its way into a file: walked by cursor, written page by page into a Blob, which the browser keeps outside
 * of the page's memory. A failure keeps what is there, and going on begins where it stopped.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ModelsSearch } from "../../../api/queries.ts";
import { walkPage } from "../../../api/walk.ts";
import { FILES, writer, type Format } from "./exported.ts";
import { saveFile } from "../../../lib/save.ts";

export interface ExportState {
  phase: "idle" | "running" | "failed" | "done";
  done: number;
  total: number | null;
  error: unknown;
}

export interface Exporting extends ExportState {
  start: (format: Format) => void;
  resume: () => void;
  cancel: () => void;
}

const IDLE: ExportState = { phase: "idle", done: 0, total: null, error: null };

/** Export what a search shows, in its columns. */
export function useExport(search: ModelsSearch, columns: readonly string[]): Exporting {
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
