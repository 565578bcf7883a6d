/** The one question before a model becomes public: what outsiders will see. */
import { Button } from "../../../components/controls/Button.tsx";
import { usePartNames } from "./usePartNames.ts";
import { useMessages } from "../../../i18n/messages.ts";
import type { Part } from "../../../api/parts.ts";

export interface AskPublicProps {
  sees: readonly Part[];
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Yes or no. */
export function AskPublic({ sees, busy, onYes, onNo }: AskPublicProps) {
  const t = useMessages();
  const named = usePartNames();
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 rounded-md bg-warn-soft p-2 pl-3">
      <p className="min-w-0 grow basis-52 text-warn">{t.share.publicAsk(named(sees))}</p>
      <span className="flex gap-2">
        <Button onClick={onNo}>{t.app.cancel}</Button>
        <Button look="primary" disabled={busy} onClick={onYes}>
          {t.share.publicTurnOn}
        </Button>
      </span>
    </div>
  );
}
