/** The models table with nothing in it: never filled, or filtered to nothing. */
import { Layers, SearchX } from "lucide-react";
import { Button } from "../../components/Button.tsx";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Snippet } from "../../components/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";

const PUSH =
  "modelbase push ./checkpoint --args args.json \\\n  --dataset imagenet --arch resnet50 --metric top1=76.1";

export interface NoModelsProps {
  /** The filter could be read, and nothing matches it. */
  mended: boolean;
  /** There if a filter is set. */
  onClear: (() => void) | null;
}

/** Nothing to show, and the next step. */
export function NoModels({ mended, onClear }: NoModelsProps) {
  const t = useMessages();
  if (onClear) {
    return (
      <EmptyState
        icon={<SearchX size={34} />}
        title={mended ? t.models.nothing : t.models.filterWrong}
        hint={mended ? t.models.nothingHint : t.models.filterMend}
      >
        <Button onClick={onClear}>{t.models.filterClear}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.models.emptyHint}>
      <Snippet code={PUSH} />
    </EmptyState>
  );
}
