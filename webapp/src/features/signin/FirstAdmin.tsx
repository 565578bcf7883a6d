/** The link for the first Admin: what it makes of whoever goes on, and then on to GitHub. */
import { ShieldCheck } from "lucide-react";
import { useFirstCode } from "../../api/account.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { leave } from "./leave.ts";
import { startPath } from "../../lib/paths.ts";
import { GitHubButton } from "./GitHubButton.tsx";
import { GitHubMark } from "./GitHubMark.tsx";

export interface FirstAdminProps {
  code: string;
  url: string;
  next: string;
}

/** Asks before anything is sent. */
export function FirstAdmin({ code, url, next }: FirstAdminProps) {
  const t = useMessages();
  const hand = useFirstCode();
  const words = t.access.first;
  if (hand.isError && failureOf(hand.error).code === "sign_in_code") {
    return (
      <>
        <ErrorNotice error={hand.error} title={words.used} />
        <p>{words.usedHint}</p>
        <GitHubButton url={url} next={next} label={t.access.github} />
      </>
    );
  }
  const go = (): void =>
    hand.mutate(code, { onSuccess: (mode) => leave.to(startPath(mode.url ?? url, next)) });
  return (
    <>
      <p>{words.lead}</p>
      <p className="flex items-start gap-2.5 rounded-lg bg-accent-soft p-3.5">
        <ShieldCheck aria-hidden size={18} className="mt-0.5 shrink-0 text-accent" />
        {words.rights}
      </p>
      {hand.isError && <ErrorNotice error={hand.error} />}
      <Button
        look="primary"
        disabled={hand.isPending || hand.isSuccess}
        onClick={go}
        className="min-h-11 gap-2.5! font-semibold! whitespace-normal!"
      >
        <GitHubMark />
        {words.go}
      </Button>
      <p className="text-[0.93rem] text-muted">{words.once}</p>
    </>
  );
}
