/** Stands above the files of a checkpoint whose weights were deleted: when, by whom, and what brings them back. */
import { Eraser } from "lucide-react";
import { useBringBack } from "../../../api/checkpoints.ts";
import { useRights } from "../../../api/rights.ts";
import type { Checkpoint } from "../../../api/types.ts";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useLocale } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { formatMoment, formatRelative } from "../../../lib/format/format.ts";
import { toasts } from "../../../lib/toasts.ts";
import { useSeenAs } from "../useSeenAs.ts";
import { useWords } from "../checkpoints/useWords.ts";

/** Nothing where the weights are there. */
export function WeightsGone({ model, checkpoint }: { model: string; checkpoint: Checkpoint }) {
  const { gone, bringBack } = useWords().content;
  const { language } = useLocale();
  const { edits } = useRights();
  const mayAct = useSeenAs() === undefined && edits;
  const back = useBringBack(model);
  if (checkpoint.state !== "weights_deleted") return null;
  const { by, at } = checkpoint.weights_deleted ?? {};
  const when = at === undefined ? "" : formatRelative(at, language);
  const late = failureOf(back.error).status === 404;
  const restore = (): void =>
    back.mutate(`w${checkpoint.id}`, { onSuccess: () => toasts.show(gone.done(checkpoint.label)) });
  return (
    <section className="flex items-start gap-3 rounded-md border border-line bg-sunken p-3">
      <Eraser aria-hidden size={18} className="mt-0.5 shrink-0 text-muted" />
      <div className="flex min-w-0 grow flex-col gap-2">
        <h2 className="font-semibold">{gone.title}</h2>
        <p title={at && formatMoment(at, language)}>
          {when !== "" && (by ? gone.by(by, when) : gone.at(when))} {gone.what}
        </p>
        <Snippet code={`modelbase push ./checkpoint --args args.json --label ${checkpoint.label}`} />
        {mayAct && !late && (
          <Button className="self-start" disabled={back.isPending} onClick={restore}>
            {bringBack}
          </Button>
        )}
        {late && <p role="alert">{gone.late}</p>}
        {back.isError && !late && <ErrorNotice error={back.error} />}
      </div>
    </section>
  );
}
