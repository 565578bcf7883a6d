/** Offers those that failed or were left alone once more. */
import { Button } from "../../../components/controls/Button.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import type { Bulk } from "./useBulk.ts";

/** Shows nothing where all went through. */
export function TryAgain({ bulk, onRun }: { bulk: Bulk; onRun: (ids: readonly string[]) => void }) {
  const t = useMessages();
  const rest = [...bulk.outcomes].filter(([, one]) => one.state !== "done").map(([id]) => id);
  if (rest.length === 0) return null;
  return <Button onClick={() => onRun(rest)}>{t.tools.bulk.again(rest.length)}</Button>;
}
