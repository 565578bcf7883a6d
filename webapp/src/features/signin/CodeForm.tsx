/** The field for the code that a terminal shows; takes it however it is typed, and finds what waits for it. */
import { useRef, useState, type FormEvent } from "react";
import { useFindWaiting, type Waiting } from "../../api/account.ts";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { TextField } from "../../components/controls/TextField.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { readCode } from "../../api/grant.ts";
import { Card } from "../../shell/Card.tsx";
import { ACTION } from "./styles.ts";

/** The first card. */
export function CodeForm({ onFound }: { onFound: (code: string, waiting: Waiting) => void }) {
  const t = useMessages();
  const words = t.access.cli;
  const [text, setText] = useState("");
  const [misshapen, setMisshapen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const find = useFindWaiting();
  const status = find.isError ? failureOf(find.error).status : null;
  const known = { 404: words.codeUnknown, 429: words.codeTooMany }[status ?? 0];

  function submit(event: FormEvent): void {
    event.preventDefault();
    const code = readCode(text);
    setMisshapen(code === null);
    field.current?.focus();
    if (code === null) find.reset();
    else find.mutate(code, { onSuccess: (waiting) => onFound(code, waiting) });
  }
  return (
    <Card title={words.titleTyped}>
      <p className="text-muted">{words.codeLead}</p>
      {find.isError && known === undefined && <ErrorNotice error={find.error} />}
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          ref={field}
          label={words.code}
          help={words.codeHint}
          error={misshapen ? words.codeShape : (known ?? null)}
          autoFocus
          autoCapitalize="characters"
          maxLength={40}
          placeholder="BCDF-GHJK"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="[&_input]:min-h-12 [&_input]:text-center [&_input]:font-mono [&_input]:text-xl [&_input]:tracking-[0.2em] [&_input]:uppercase"
        />
        <Button type="submit" look="primary" className={ACTION} disabled={find.isPending}>
          {words.go}
        </Button>
      </form>
    </Card>
  );
}
