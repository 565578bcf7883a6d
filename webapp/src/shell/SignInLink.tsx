/** The way in, and back to this very page. */
import { Link, useLocation } from "@tanstack/react-router";
import { useMessages } from "../i18n/messages.ts";

/** A link that looks like the button that matters. */
export function SignInLink() {
  const t = useMessages();
  const here = useLocation({ select: (location) => location.href });
  return (
    <Link
      to="/sign-in"
      search={{ next: here }}
      className="tap inline-flex items-center bg-accent-fill font-medium text-on-accent hover:brightness-110"
    >
      {t.access.signIn}
    </Link>
  );
}
