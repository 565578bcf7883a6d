/** Asks before every browser is signed out, this one too. */
import { useNavigate } from "@tanstack/react-router";
import { useEndAllSessions } from "../../api/account.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Dialog } from "../../components/layout/Dialog.tsx";
import { useMessages } from "../../i18n/messages.ts";

export interface SignOutEverywhereProps {
  count: number;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function SignOutEverywhere({ count, onClose }: SignOutEverywhereProps) {
  const t = useMessages();
  const words = t.access.sessions;
  const end = useEndAllSessions();
  const navigate = useNavigate();
  return (
    <Dialog alert title={words.allTitle} onClose={onClose}>
      <p>{words.allHint(count)}</p>
      <p className="text-muted">{words.allTokens}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button
          look="danger"
          disabled={end.isPending}
          onClick={() => end.mutate(undefined, { onSuccess: () => void navigate({ to: "/sign-in" }) })}
        >
          {words.all}
        </Button>
      </div>
    </Dialog>
  );
}
