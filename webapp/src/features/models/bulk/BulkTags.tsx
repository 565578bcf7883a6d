/** Adds tags to the selected models and takes others off. Loaded when first opened. */
import { useState } from "react";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { TryAgain } from "./TryAgain.tsx";
import { useBulk } from "./useBulk.ts";
import type { BulkActProps } from "./acts.ts";

/** Two lines of tags. */
export function BulkTags({ ids, onClose }: BulkActProps) {
  const t = useMessages();
  const words = t.tools.bulk;
  const bulk = useBulk();
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState("");
  const edits = [{ add_tags: listed(add) }, { remove_tags: listed(remove) }].filter(
    (edit) => Object.values(edit)[0]!.length > 0,
  );
  const run = (which: readonly string[]): void =>
    bulk.run(which, async (writes, id) => {
      for (const edit of edits) await writes.edit(id, edit);
    });
  return (
    <BulkDialog
      title={words.tagTitle(ids.length)}
      bulk={bulk}
      submit={{ label: words.tagRun, disabled: edits.length === 0, run: () => run(ids) }}
      again={<TryAgain bulk={bulk} onRun={run} />}
      onClose={onClose}
    >
      <TextField
        label={words.tagAdd}
        help={words.tagHelp}
        placeholder="baseline, paper-v2"
        value={add}
        onChange={(event) => setAdd(event.target.value)}
      />
      <TextField label={words.tagRemove} value={remove} onChange={(event) => setRemove(event.target.value)} />
    </BulkDialog>
  );
}

function listed(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}
