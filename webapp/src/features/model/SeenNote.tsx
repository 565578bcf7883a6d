/** Says quietly that a page shows only some parts of its model. */
import { usePartNames } from "./sharing/usePartNames.ts";
import { useMessages } from "../../i18n/messages.ts";
import { PARTS, type Part } from "../../api/parts.ts";

/** Nothing, where all parts are shown. */
export function SeenNote({ sees }: { sees: readonly Part[] }) {
  const t = useMessages();
  const named = usePartNames();
  if (sees.length === PARTS.length) return null;
  return <p className="-mt-1 text-muted">{t.share.seen(named(sees))}</p>;
}
