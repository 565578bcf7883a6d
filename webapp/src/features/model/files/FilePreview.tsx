/** What is in one file, where that can be shown; else why not. Nothing of it is rendered but plain text and pictures. */
import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { fileBytes, type Wanted } from "./fileBytes.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { filePath } from "../../../lib/paths.ts";
import { planOf, type Plan, type Why } from "./preview.ts";
import { PictureView } from "./PictureView.tsx";
import { TextView } from "./TextView.tsx";
import { useWords } from "../checkpoints/useWords.ts";

export interface FilePreviewProps {
  of: Wanted;
  size: number;
  /** What the worker found it to be. */
  format: string | null;
  gone: boolean;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function FilePreview({ of, size, format, gone, onClose }: FilePreviewProps) {
  const t = useWords();
  const { language } = useLocale();
  const plan: Plan = gone ? { show: "nothing", why: "deleted" } : planOf(of.path, size, format);
  return (
    <Dialog wide="very" title={of.path} onClose={onClose}>
      <div className="-mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
        <span>{formatBytes(size, language)}</span>
        <code className="font-mono" title={of.sha256}>
          {of.sha256.slice(0, 12)}…
        </code>
        {!gone && (
          <a
            href={filePath(of.model, of.label, of.path)}
            download
            aria-label={t.files.downloadOf(of.path)}
            className="ml-auto inline-flex items-center gap-1.5 text-accent hover:underline"
          >
            <Download aria-hidden size={15} />
            {t.files.download}
          </a>
        )}
      </div>
      {plan.show === "nothing" ? <Nothing why={plan.why} /> : <Content of={of} size={size} plan={plan} />}
    </Dialog>
  );
}

interface ContentProps {
  of: Wanted;
  size: number;
  plan: Exclude<Plan, { show: "nothing" }>;
}

function Content({ of, size, plan }: ContentProps) {
  const found = useQuery(fileBytes(of, plan.bytes));
  if (found.isPending) return <Skeleton lines={8} />;
  if (found.isError) return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  return plan.show === "picture" ? (
    <PictureView path={of.path} bytes={found.data} />
  ) : (
    <TextView path={of.path} bytes={found.data} size={size} />
  );
}

function Nothing({ why }: { why: Why }) {
  const { preview } = useWords().content;
  const navigate = useNavigate();
  const toTensors = (): void => {
    void navigate({
      to: ".",
      search: (old: object) => ({ ...old, tab: "tensors" as const, file: undefined }),
    });
  };
  return (
    <div className="flex flex-col items-start gap-3 rounded-md border border-line bg-sunken p-4">
      <p>{preview.why[why]}</p>
      {why === "weights" && <Button onClick={toTensors}>{preview.tensors}</Button>}
    </div>
  );
}
