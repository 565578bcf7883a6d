/** An address of the command line's page that lost something on its way. */
import { Link } from "@tanstack/react-router";
import { Snippet } from "../../components/controls/Snippet.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { Card } from "../../shell/Card.tsx";
import { QUIET_LINK } from "./styles.ts";

/** Says how to come back with a whole one. */
export function BrokenAsking() {
  const t = useMessages();
  return (
    <Card title={t.access.cli.broken}>
      <p>{t.access.cli.brokenHint}</p>
      <Snippet code={`modelbase login ${window.location.origin}`} />
      <Link to="/cli" className={QUIET_LINK}>
        {t.access.cli.codeLead}
      </Link>
    </Card>
  );
}
