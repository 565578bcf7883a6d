/** Makes the selected models public, or private again. Loaded when first opened. */
import { useState } from "react";
import { Choices } from "../../../components/controls/Choices.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { BulkDialog } from "./BulkDialog.tsx";
import { TryAgain } from "./TryAgain.tsx";
import { useBulk } from "./useBulk.ts";
import type { BulkActProps } from "./acts.ts";

type Visibility = "private" | "public";

/** A choice of two. */
export function BulkVisibility({ ids, onClose }: BulkActProps) {
  const t = useMessages();
  const words = t.tools.bulk;
  const bulk = useBulk();
  const [visibility, setVisibility] = useState<Visibility>("private");
  const run = (which: readonly string[]): void =>
    bulk.run(which, (writes, id) => writes.edit(id, { visibility }));
  return (
    <BulkDialog
      title={words.visibilityTitle(ids.length)}
      bulk={bulk}
      submit={{ label: words.visibilityRun[visibility], disabled: false, run: () => run(ids) }}
      again={<TryAgain bulk={bulk} onRun={run} />}
      onClose={onClose}
    >
      <Choices<Visibility>
        label={t.fields.visibility}
        value={visibility}
        options={[
          { value: "private", label: t.states.private, hint: words.privateHint },
          { value: "public", label: t.states.public, hint: words.publicHint },
        ]}
        onChange={setVisibility}
      />
    </BulkDialog>
  );
}
