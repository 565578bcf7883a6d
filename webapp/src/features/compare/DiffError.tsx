/** Why there is no comparison; where it is one of the models, the others can be compared without it. */
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";

export interface DiffErrorProps {
  error: unknown;
  ids: readonly string[];
  onWithout: (ids: readonly string[]) => void;
  onRetry: () => void;
}

/** Names the model that is not there or may not be seen. */
export function DiffError({ error, ids, onWithout, onRetry }: DiffErrorProps) {
  const t = useMessages();
  const { message, status } = failureOf(error);
  const named = [400, 403, 404].includes(status) ? ids.find((id) => message.includes(id)) : undefined;
  if (named === undefined) return <ErrorNotice error={error} onRetry={onRetry} />;
  return (
    <ErrorNotice error={error} title={t.diff.cannotRead(named)}>
      <Button onClick={() => onWithout(ids.filter((id) => id !== named))}>{t.diff.goOnWithout}</Button>
    </ErrorNotice>
  );
}
