/** How it ended: a sign, what happens now, and where one may go from here. */
import { CircleCheck, CircleSlash2 } from "lucide-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMessages } from "../../i18n/messages.ts";
import { Card } from "../../shell/Card.tsx";
import { QUIET_LINK } from "./styles.ts";

export interface OutcomeProps {
  allowed: boolean;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** The last card. */
export function Outcome({ allowed, title, hint, children }: OutcomeProps) {
  const t = useMessages();
  return (
    <Card title={title}>
      <p role="status" className="flex items-start gap-3">
        {allowed ? (
          <CircleCheck aria-hidden size={20} className="mt-px shrink-0 text-good" />
        ) : (
          <CircleSlash2 aria-hidden size={20} className="mt-px shrink-0 text-muted" />
        )}
        {hint}
      </p>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {children}
        {allowed ? (
          <Link to="/account" className={QUIET_LINK}>
            {t.access.cli.account}
          </Link>
        ) : (
          <Link to="/" className={QUIET_LINK}>
            {t.access.cli.home}
          </Link>
        )}
      </div>
    </Card>
  );
}
