/** For an address that leads nowhere, and for a model that is not there or not to be seen. */
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useRights } from "../api/rights.ts";
import { EmptyState } from "../components/feedback/EmptyState.tsx";
import { useTitle } from "../components/layout/Page.tsx";
import { useMessages } from "../i18n/messages.ts";
import { SignInLink } from "./SignInLink.tsx";

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
