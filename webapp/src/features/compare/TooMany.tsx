/** More models than a comparison takes: says so, and leaves none out by itself. */
import { Layers } from "lucide-react";
import { Button } from "../../components/controls/Button.tsx";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { MAX_MODELS } from "./search.ts";

/** Over the limit. */
export function TooMany({ count, onCut }: { count: number; onCut: () => void }) {
  const t = useMessages();
  return (
    <div className="px-4 pt-4">
      <h1 className="text-xl font-semibold">{t.diff.title}</h1>
      <EmptyState
        icon={<Layers size={34} />}
        title={t.diff.tooMany(count)}
        hint={t.diff.tooManyHint(MAX_MODELS)}
      >
        <Button look="primary" onClick={onCut}>
          {t.diff.keepFirst(MAX_MODELS)}
        </Button>
      </EmptyState>
    </div>
  );
}
