/** The command that installs the client of this very server on another machine; nothing where the server has none. */
import { useQuery } from "@tanstack/react-query";
import { about } from "../../api/account.ts";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";

/** A sentence and the command, with the SHA-256 of what arrives. */
export function Install() {
  const t = useMessages();
  const address = useQuery(about()).data?.client;
  if (!address) return null;
  return (
    <>
      <p className="text-muted">{t.account.installHint}</p>
      <Snippet code={`pip install '${address}'`} label={t.account.install} />
    </>
  );
}
