/** A command line anywhere: its code is typed, what waits for it is shown, and only then somebody says yes or no. */
import { useState } from "react";
import { useAnswerCode, type Waiting } from "../../api/account.ts";
import type { Me } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { Card } from "../../shell/Card.tsx";
import { CodeForm } from "./CodeForm.tsx";
import { Outcome } from "./Outcome.tsx";
import { ACTION, ACTIONS, QUIET_LINK } from "./styles.ts";
import { Visitor } from "./Visitor.tsx";

interface Found {
  code: string;
  waiting: Waiting;
}

/** Three cards, one after the other. */
export function GrantTyped({ me }: { me: Me }) {
  const t = useMessages();
  const words = t.access.cli;
  const [found, setFound] = useState<Found | null>(null);
  const answer = useAnswerCode();
  const again = (): void => {
    answer.reset();
    setFound(null);
  };
  if (found === null) return <CodeForm onFound={(code, waiting) => setFound({ code, waiting })} />;
  if (answer.isSuccess) {
    const { allow } = answer.variables;
    return (
      <Outcome
        allowed={allow}
        title={allow ? words.allowed : words.denied}
        hint={allow ? words.allowedHint : words.deniedHint}
      >
        <button type="button" className={QUIET_LINK} onClick={again}>
          {words.another}
        </button>
      </Outcome>
    );
  }
  const over = answer.isError && failureOf(answer.error).status === 404;
  return (
    <Card title={words.titleFound}>
      {answer.isError && <ErrorNotice error={answer.error} title={over ? words.codeUnknown : undefined} />}
      <Visitor
        name={found.waiting.name}
        address={found.waiting.address}
        until={found.waiting.expires_at}
        me={me}
      />
      {over ? (
        <Button className={ACTION} onClick={again}>
          {words.another}
        </Button>
      ) : (
        <div className={ACTIONS}>
          {[false, true].map((allow) => (
            <Button
              key={String(allow)}
              look={allow ? "primary" : "plain"}
              className={ACTION}
              disabled={answer.isPending}
              onClick={() => answer.mutate({ code: found.code, allow })}
            >
              {allow ? words.allow : words.deny}
            </Button>
          ))}
        </div>
      )}
    </Card>
  );
}
