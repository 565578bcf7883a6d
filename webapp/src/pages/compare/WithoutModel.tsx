/** Offers to go on without the model that an error is about. */
import { Button } from "../../components/Button.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";

export interface WithoutModelProps {
  error: unknown;
  ids: readonly string[];
  onWithout: (ids: readonly string[]) => void;
}

/** Names the model that is not there or may not be seen. */
export function WithoutModel({ error, ids, onWithout }: WithoutModelProps) {
  const t = useMessages();
  const { message, status } = failureOf(error);
  const named = ids.find((id) => message.includes(id));
  if (named === undefined || (status !== 404 && status !== 403 && status !== 400)) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="break-all">{t.diff.cannotRead(named)}</p>
      <Button onClick={() => onWithout(ids.filter((id) => id !== named))}>{t.diff.goOnWithout}</Button>
    </div>
  );
}
