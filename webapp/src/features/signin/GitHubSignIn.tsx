/** Signing in by GitHub: the button, and in words what it is for where nothing else has been said. */
import { useMessages } from "../../i18n/messages.ts";
import { GitHubButton } from "./GitHubButton.tsx";

export interface GitHubSignInProps {
  url: string;
  next: string;
  explained: boolean;
}

/** The way in of a team's server. */
export function GitHubSignIn({ url, next, explained }: GitHubSignInProps) {
  const t = useMessages();
  return (
    <>
      {explained && <p className="text-muted">{t.access.githubLead}</p>}
      <GitHubButton url={url} next={next} label={t.access.github} />
      {explained && <p className="text-[0.93rem] text-muted">{t.access.githubAsks}</p>}
    </>
  );
}
