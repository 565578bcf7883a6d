/** The files that did not become images, each with what to do about it. */
import { X } from "lucide-react";
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { failureOf } from "../../../lib/failure.ts";
import { useCardWords } from "../useCardWords.ts";
import type { Refused } from "./useReadmeImages.ts";

export interface RefusedImagesProps {
  refused: readonly Refused[];
  onClose: () => void;
}

/** Nothing while all went well. */
export function RefusedImages({ refused, onClose }: RefusedImagesProps) {
  const t = useMessages();
  const words = useCardWords().readme;
  if (refused.length === 0) return null;
  return (
    <div role="alert" className="flex items-start gap-2 rounded-md border border-bad bg-bad-soft p-3">
      <div className="min-w-0 grow">
        <p className="font-semibold text-bad">{words.refused(refused.length)}</p>
        <ul className="list-disc pl-5">
          {refused.map((one, at) => (
            <li key={`${one.name} ${at}`}>
              <span className="font-mono break-all">{one.name}</span>: <Why why={one.why} />
            </li>
          ))}
        </ul>
      </div>
      <Button look="quiet" square aria-label={t.app.dismiss} onClick={onClose}>
        <X aria-hidden size={15} />
      </Button>
    </div>
  );
}

function Why({ why }: { why: Refused["why"] }) {
  const t = useMessages();
  const words = useCardWords().readme;
  if (why === "kind" || why === "size") return words.why[why];
  const { code, message, requestId } = failureOf(why);
  if (code === "image_kind") return words.why.kind;
  return (
    <>
      {message} {requestId && <code className="text-muted">{`${t.error.request} ${requestId}`}</code>}
    </>
  );
}
