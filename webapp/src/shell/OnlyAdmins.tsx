/** In the place of what only Admins may use: whom to ask, or for visitors who are not signed in the way in. */
import { ShieldAlert } from "lucide-react";
import { useRights } from "../api/rights.ts";
import { EmptyState } from "../components/feedback/EmptyState.tsx";
import { useMessages } from "../i18n/messages.ts";
import { SignInLink } from "./NotFoundPage.tsx";

export interface OnlyAdminsProps {
  title: string;
  /** What a person can do who is signed in and is no Admin. */
  hint: string;
}

/** Says why, and what to do next. */
export function OnlyAdmins({ title, hint }: OnlyAdminsProps) {
  const t = useMessages();
  const { role } = useRights();
  const stranger = role === null;
  return (
    <EmptyState
      icon={<ShieldAlert size={34} />}
      title={title}
      hint={stranger ? t.access.signInAsAdmin : hint}
    >
      {stranger && <SignInLink />}
    </EmptyState>
  );
}
