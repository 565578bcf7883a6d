/** Signing in on a server for one person: the terminal knows the way in. */
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";

/** Says where a code comes from, or why the one that was given did not do. */
export function LocalSignIn({ error }: { error: unknown }) {
  const t = useMessages();
  if (error !== null && failureOf(error).code === "sign_in_code") {
    return (
      <>
        <ErrorNotice error={error} title={t.signIn.codeWrong} />
        <p>{t.signIn.codeWrongHint}</p>
        <Snippet code="modelbase open" />
      </>
    );
  }
  return (
    <>
      {error !== null && <ErrorNotice error={error} />}
      <p className="text-muted">{t.signIn.terminal}</p>
      <div className="flex flex-col gap-2">
        <p>{t.signIn.stepServe}</p>
        <Snippet code="modelbase serve" />
      </div>
      <div className="flex flex-col gap-2">
        <p>{t.signIn.stepOpen}</p>
        <Snippet code="modelbase open" />
      </div>
    </>
  );
}
