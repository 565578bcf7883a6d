/** The models table before the first push. */
import { Layers } from "lucide-react";
import { useRights } from "../../../api/rights.ts";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useMessages } from "../../../i18n/messages.ts";

const PUSH =
  "modelbase push ./checkpoint --args args.json \\\n  --dataset imagenet --arch resnet50 --metric top1=76.1";

/** Nothing was ever pushed, and the next step for those who may take it. */
export function NoModels() {
  const t = useMessages();
  const { role } = useRights();
  if (role === "read_only") {
    return <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.access.emptyForReaders} />;
  }
  return (
    <EmptyState icon={<Layers size={34} />} title={t.models.empty} hint={t.models.emptyHint}>
      <Snippet code={PUSH} />
    </EmptyState>
  );
}
