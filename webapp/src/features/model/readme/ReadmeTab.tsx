/** The README, laid out; and its editor for those who may write. */
import { FileText, Pencil } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { FullModel } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { EmptyState } from "../../../components/feedback/EmptyState.tsx";
import { Markdown } from "../../../components/text/Markdown.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { here, imagesPath } from "../../../lib/paths.ts";

const ReadmeEditor = lazy(async () => ({
  default: (await import("./ReadmeEditor.tsx")).ReadmeEditor,
}));

/** The first tab. */
export function ReadmeTab({ model, mayEdit }: { model: FullModel; mayEdit: boolean }) {
  const t = useMessages();
  const [editing, setEditing] = useState(false);
  if (editing) {
    return (
      <Suspense fallback={<Skeleton lines={8} />}>
        <ReadmeEditor model={model} onDone={() => setEditing(false)} />
      </Suspense>
    );
  }
  if (model.readme.trim() === "") {
    return (
      <EmptyState icon={<FileText size={34} />} title={t.readme.empty} hint={t.readme.emptyHint}>
        {mayEdit && <Button onClick={() => setEditing(true)}>{t.readme.write}</Button>}
      </EmptyState>
    );
  }
  return (
    <div className="relative rounded-md border border-line bg-surface p-5">
      {mayEdit && (
        <Button
          look="quiet"
          square
          aria-label={t.readme.edit}
          className="absolute! top-2 right-2"
          onClick={() => setEditing(true)}
        >
          <Pencil aria-hidden size={15} className="text-muted" />
        </Button>
      )}
      <Markdown text={model.readme} images={here(imagesPath(model.id))} />
    </div>
  );
}
