/** What is in one file, where that can be shown; else why not. Nothing of it is rendered but plain text and pictures. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { bytesOf } from "../../../api/client.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../../components/feedback/Skeleton.tsx";
import { Dialog } from "../../../components/layout/Dialog.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { formatBytes } from "../../../lib/format/format.ts";
import { filePath, here } from "../../../lib/paths.ts";
import { useWords } from "../checkpoints/useWords.ts";
import { isActive, pictureOf, PIXELS, type Plan, planOf, textOf, type Why } from "./preview.ts";

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
            href={here(filePath(of.model, of.label, of.path))}
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

/** Above so many lines numbers would cost more than they help. */
const NUMBERED = 20_000;

interface TextViewProps {
  path: string;
  bytes: Uint8Array;
  /** Of the whole file. */
  size: number;
}

/** Bytes as plain text with line numbers, and never as anything else. */
function TextView({ path, bytes, size }: TextViewProps) {
  const { preview } = useWords().content;
  const { language } = useLocale();
  const id = useId();
  const [wrap, setWrap] = useState(false);
  const cut = bytes.length < size;
  const found = useMemo(() => textOf(bytes, cut), [bytes, cut]);
  const numbers = useMemo(
    () =>
      found === null || found.lines > NUMBERED
        ? null
        : Array.from({ length: found.lines }, (_, at) => at + 1).join("\n"),
    [found],
  );
  if (found === null)
    return <p className="rounded-md border border-line bg-sunken p-4">{preview.why.binary}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {isActive(path) && <p className="text-muted">{preview.asText}</p>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        <span>{preview.lines(found.lines)}</span>
        {cut && <span>{preview.cut(formatBytes(bytes.length, language), formatBytes(size, language))}</span>}
        <label htmlFor={id} className="ml-auto inline-flex items-center gap-2">
          <input
            id={id}
            type="checkbox"
            checked={wrap}
            onChange={(event) => setWrap(event.target.checked)}
            className="size-4 shrink-0 accent-accent-fill"
          />
          {preview.wrap}
        </label>
      </div>
      <section
        aria-label={path}
        tabIndex={0}
        className="flex max-h-[62vh] overflow-auto rounded-md border border-line bg-surface font-mono text-[0.9rem] leading-normal"
      >
        {numbers !== null && !wrap && (
          <pre
            aria-hidden
            className="sticky left-0 border-r border-line bg-sunken px-2 py-2 text-right text-muted select-none"
          >
            {numbers}
          </pre>
        )}
        <pre
          dir="ltr"
          translate="no"
          className={`grow px-3 py-2 ${wrap ? "min-w-0 break-all whitespace-pre-wrap" : ""}`}
        >
          {found.text}
        </pre>
      </section>
    </div>
  );
}

/** A picture that its own first bytes say it is, of a size that a browser can hold. */
function PictureView({ path, bytes }: { path: string; bytes: Uint8Array }) {
  const { preview } = useWords().content;
  const [broken, setBroken] = useState(false);
  const picture = useMemo(() => pictureOf(bytes), [bytes]);
  const large = picture !== null && picture.width * picture.height > PIXELS;
  const source = useMemo(
    () => (picture === null || large ? undefined : `data:${picture.type};base64,${base64(bytes)}`),
    [picture, large, bytes],
  );
  if (picture === null || broken || large) {
    const why = large ? preview.why.pixels : preview.broken;
    return <p className="rounded-md border border-line bg-sunken p-4">{why}</p>;
  }
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="text-muted">{preview.size(picture.width, picture.height)}</figcaption>
      <img
        src={source}
        alt={preview.imageOf(path)}
        onError={() => setBroken(true)}
        className="max-h-[62vh] max-w-full self-center rounded-md border border-line bg-sunken object-contain"
      />
    </figure>
  );
}

const CHUNK = 0x8000;

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(text);
}

/** Which file: its SHA-256 makes what was read good for ever. */
interface Wanted {
  model: string;
  label: string;
  path: string;
  sha256: string;
}

/** The first bytes of a file of a checkpoint, as downloads get them: by the signed URL that the server leads to. */
const fileBytes = ({ model, label, path, sha256 }: Wanted, count: number) =>
  queryOptions({
    queryKey: ["bytes", sha256, count],
    queryFn: ({ signal }) => bytesOf(filePath(model, label, path), count, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
