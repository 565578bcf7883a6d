/** For a page that threw while it was drawn: says so, and offers to load it again. */
import { Bug } from "lucide-react";
import { Button } from "../components/controls/Button.tsx";
import { EmptyState } from "../components/feedback/EmptyState.tsx";
import { useMessages } from "../i18n/messages.ts";

/** A fault of ours. */
export function BrokenPage() {
  const t = useMessages();
  return (
    <div className="grid grow place-items-center" role="alert">
      <EmptyState icon={<Bug size={36} />} title={t.error.crashed} hint={t.error.crashedHint}>
        <Button look="primary" onClick={() => window.location.reload()}>
          {t.app.reload}
        </Button>
      </EmptyState>
    </div>
  );
}
