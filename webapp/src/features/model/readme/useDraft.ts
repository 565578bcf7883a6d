/** The text of a README while it is written: kept in this browser until it is saved or given up. */
import { useEffect, useState } from "react";
import type { FullModel } from "../../../api/types.ts";
import { dropDraft, keepDraft, readDraft } from "../../../lib/storage/drafts.ts";

const KEEP_AFTER_MS = 400;

export interface Written {
  text: string;
  setText: (text: string) => void;
  /** What this editing began from: a revision that has moved on is a conflict, not something to overwrite. */
  base: { text: string; revision: number };
  setBase: (base: { text: string; revision: number }) => void;
  /** When the draft that was found here was written, until it is given up; null where none was. */
  found: number | null;
  /** Go back to what is saved. */
  discard: () => void;
  /** It is saved. */
  done: () => void;
}

/** Begin with the draft of this model, if there is one, else with its README. */
export function useDraft(model: FullModel): Written {
  const [draft] = useState(() => readDraft(model.id));
  const kept = draft !== null && draft.text !== model.readme ? draft : null;
  const [base, setBase] = useState({ text: model.readme, revision: kept?.revision ?? model.revision });
  const [text, setText] = useState(kept?.text ?? model.readme);
  const [found, setFound] = useState(kept?.at ?? null);
  const { id } = model;
  useEffect(() => {
    if (text === base.text) {
      dropDraft(id);
      return undefined;
    }
    const timer = setTimeout(
      () => keepDraft(id, { text, revision: base.revision, at: Date.now() }),
      KEEP_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [id, text, base]);
  function discard(): void {
    setText(model.readme);
    setBase({ text: model.readme, revision: model.revision });
    setFound(null);
  }
  return { text, setText, base, setBase, found, discard, done: () => dropDraft(id) };
}
