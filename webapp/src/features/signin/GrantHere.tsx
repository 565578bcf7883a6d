/** A command line on this machine: a yes or a no travels to the port on which it listens, and nowhere else. */
import { useState } from "react";
import { useAllowHere } from "../../api/account.ts";
import { ApiError } from "../../api/client.ts";
import type { Me } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../i18n/messages.ts";
import type { Asking } from "../../api/grant.ts";
import { leave } from "./leave.ts";
import { loopback, refusal } from "../../lib/paths.ts";
import { Card } from "../../shell/Card.tsx";
import { Outcome } from "./Outcome.tsx";
import { ACTION, ACTIONS } from "./styles.ts";
import { Visitor } from "./Visitor.tsx";

/** Asks before anything is handed over. */
export function GrantHere({ asking, me }: { asking: Asking; me: Me }) {
  const t = useMessages();
  const words = t.access.cli;
  const allow = useAllowHere();
  const [denied, setDenied] = useState(false);
  const deny = () => {
    setDenied(true);
    leave.to(refusal(asking.port, asking.state));
  };
  if (denied) return <Outcome allowed={false} title={words.denied} hint={words.deniedHint} />;
  const target = allow.data && loopback(allow.data.url, asking.port);
  if (target) return <Outcome allowed title={words.back} hint={words.backHint} />;
  const error = target === null ? new ApiError(0, "unexpected", words.elsewhere) : allow.error;
  return (
    <Card title={words.title}>
      {error !== null && <ErrorNotice error={error} />}
      <Visitor name={asking.name} address={null} me={me} />
      <div className={ACTIONS}>
        <Button className={ACTION} disabled={allow.isPending} onClick={deny}>
          {words.deny}
        </Button>
        <Button
          look="primary"
          className={ACTION}
          disabled={allow.isPending}
          onClick={() =>
            allow.mutate(asking, {
              onSuccess: ({ url }) => {
                const found = loopback(url, asking.port);
                if (found !== null) leave.to(found);
              },
            })
          }
        >
          {words.allow}
        </Button>
      </div>
    </Card>
  );
}
