/** Takes a share back, after asking once. The row goes with its share, so what comes after must not hang on it. */
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";
import { Confirm } from "../../components/layout/Confirm.tsx";

export interface RevokeShareProps {
  /** What the share is called. */
  name: string;
  busy: boolean;
  /** Take it back; what goes wrong is told elsewhere. */
  onRevoke: () => Promise<unknown>;
  /** The row that had the focus is about to go. */
  onGone?: () => void;
}

/** Two presses. */
export function RevokeShare({ name, busy, onRevoke, onGone }: RevokeShareProps) {
  const t = useMessages();
  async function takeBack(): Promise<void> {
    await onRevoke();
    toasts.show(t.share.revoked(name));
    onGone?.();
  }
  return (
    <Confirm
      label={t.share.revoke}
      name={t.share.revokeOf(name)}
      question={t.share.revokeAsk}
      keep={t.share.keep}
      disabled={busy}
      onConfirm={() => void takeBack().catch(() => undefined)}
    />
  );
}
