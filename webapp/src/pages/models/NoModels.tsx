/** The models table before the first push. */
import { Layers } from "lucide-react";
import { EmptyState } from "../../components/EmptyState.tsx";
import { Snippet } from "../../components/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";

const PUSH =
  "modelbase push ./checkpoint --args args.json \\\n  --dataset imagenet --arch resnet50 --metric top1=76.1";

/** Nothing was ever pushed, and the next step. */
export function NoModels() {
  const t = useMessages();
  return (
    <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.models.emptyHint}>
      <Snippet code={PUSH} />
    </EmptyState>
  );
}
