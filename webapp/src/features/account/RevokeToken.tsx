/** Asks before a token is revoked. */
import { useRevokeToken } from "../../api/mutations.ts";
import type { Token } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Dialog } from "../../components/layout/Dialog.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { toasts } from "../../lib/toasts.ts";

/** Shown while it is rendered. */
export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useMessages();
  const revoke = useRevokeToken();
  async function confirm(): Promise<void> {
    await revoke.mutateAsync(token.id);
    toasts.show(t.account.revoked(token.name));
    onClose();
  }
  return (
    <Dialog alert title={t.account.revokeTitle(token.name)} onClose={onClose}>
      <p>{t.account.revokeHint}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button look="danger" disabled={revoke.isPending} onClick={() => void confirm()}>
          {t.account.revoke}
        </Button>
      </div>
    </Dialog>
  );
}
