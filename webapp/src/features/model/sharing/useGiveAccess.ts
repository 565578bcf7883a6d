/** What the form of a new share holds, and sending it. No markup. */
import { useState } from "react";
import { useShareModel } from "../../shares/sharing.ts";
import { useMessages } from "../../../i18n/messages.ts";
import { PARTS, type Part } from "../../../api/parts.ts";
import { toasts } from "../../../lib/toasts.ts";

const LINK_DAYS = 30;
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/;

/** The state of the form, and `send`. */
export function useGiveAccess(id: string) {
  const t = useMessages();
  const share = useShareModel(id);
  const [kind, setKind] = useState<"link" | "login">("link");
  const [typed, setLogin] = useState("");
  const [sees, setSees] = useState<Part[]>([...PARTS]);
  const [chosen, setDays] = useState<number | null | undefined>(undefined);
  const login = typed.trim();
  // A link always ends; a grant ends if somebody says so.
  const days = kind === "link" ? (chosen ?? LINK_DAYS) : (chosen ?? null);
  const hours = days === null ? null : days * 24;
  const named = LOGIN.test(login);

  function send(): void {
    if (kind === "login" && !named) return;
    const body = {
      kind,
      sees,
      ...(kind === "login" && { login }),
      ...(hours !== null && { expires_in_hours: hours }),
    };
    share.mutate(body, {
      onSuccess: (made) => {
        if (made.kind !== "login") return;
        toasts.show(t.share.granted(made.login ?? login));
        setLogin("");
      },
    });
  }
  return {
    share,
    wanted: { kind, login, sees, hours },
    form: { typed, days, wrong: login !== "" && !named, ready: kind === "link" || named },
    set: { kind: setKind, login: setLogin, sees: setSees, days: setDays },
    send,
  };
}
