/** Who is signed in; opens the account menu. */
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { CircleUser } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { me } from "../api/queries.ts";
import { Button } from "../components/controls/Button.tsx";
import { useMessages } from "../i18n/messages.ts";

const AccountMenu = lazy(async () => ({ default: (await import("./AccountMenu.tsx")).AccountMenu }));

const SIGN_IN =
  "tap inline-flex items-center border border-rim bg-surface font-medium whitespace-nowrap hover:bg-sunken";

/** The button at the end of the header: the menu, or for strangers the way in. */
export function AccountButton() {
  const t = useMessages();
  const who = useQuery(me());
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const here = useLocation({ select: (location) => location.href });
  if (who.data === null) {
    return (
      <Link to="/sign-in" search={{ next: here }} className={SIGN_IN}>
        {t.access.signIn}
      </Link>
    );
  }
  return (
    <>
      <Button
        ref={trigger}
        look="quiet"
        square
        aria-label={who.data ? `${t.app.account}: ${who.data.login}` : t.app.account}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <CircleUser aria-hidden size={19} />
      </Button>
      {open && who.data && (
        <Suspense>
          <AccountMenu me={who.data} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
