/** For an address that leads nowhere, and for a model that is not there or not to be seen. */
import { Link, useLocation } from "@tanstack/react-router";
import { Bug, Compass } from "lucide-react";
import { useRights } from "../api/rights.ts";
import { Button } from "../components/controls/Button.tsx";
import { EmptyState } from "../components/feedback/EmptyState.tsx";
import { useTitle } from "../components/layout/Page.tsx";
import { useMessages } from "../i18n/messages.ts";

/** Nothing here. */
export function NotFoundPage() {
  const t = useMessages();
  const stranger = useRights().role === null;
  useTitle(t.error.notFound);
  return (
    <div className="grid grow place-items-center">
      <h1 className="sr-only">{t.error.notFound}</h1>
      <EmptyState
        icon={<Compass size={36} />}
        title={t.error.notFound}
        hint={stranger ? t.error.notFoundStranger : t.error.notFoundHint}
      >
        {stranger ? (
          <SignInLink />
        ) : (
          <Link to="/" className="text-accent underline">
            {t.error.toModels}
          </Link>
        )}
      </EmptyState>
    </div>
  );
}

/** The way in, and back to this very page. */
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

/** For a page that threw while it was drawn: says so, and offers to load it again. */
export function BrokenPage() {
  const t = useMessages();
  return (
    <div className="grid grow place-items-center" role="alert">
      <EmptyState icon={<Bug size={36} />} title={t.error.crashed} hint={t.error.crashedHint}>
        <Button look="primary" onClick={() => window.location.reload()}>
          {t.app.reload}
        </Button>
      </EmptyState>
    </div>
  );
}
