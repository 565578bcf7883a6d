/** Opens a model by a link or to a GitHub login; a new link is shown in its place, once. */
import { Link2, UserPlus } from "lucide-react";
import { useId, type FormEvent } from "react";
import { Button } from "../../../components/controls/Button.tsx";
import { ErrorNotice } from "../../../components/feedback/ErrorNotice.tsx";
import { PartsField } from "./PartsField.tsx";
import { Segments } from "../../../components/controls/Segments.tsx";
import { Snippet } from "../../../components/controls/Snippet.tsx";
import { useMessages } from "../../../i18n/messages.ts";
import { shareCommand } from "./command.ts";
import { EndsField } from "./EndsField.tsx";
import { LoginField } from "./LoginField.tsx";
import { NewLink } from "./NewLink.tsx";
import { useGiveAccess } from "./useGiveAccess.ts";

/** The second section of the dialog. */
export function GiveAccess({ id }: { id: string }) {
  const t = useMessages();
  const heading = useId();
  const { share, wanted, form, set, send } = useGiveAccess(id);
  const link = wanted.kind === "link";
  const Icon = link ? Link2 : UserPlus;
  function submit(event: FormEvent): void {
    event.preventDefault();
    send();
  }
  if (share.data?.secret) return <NewLink secret={share.data.secret} onDone={share.reset} />;
  return (
    <section aria-labelledby={heading} className="rounded-lg border border-line p-3">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h3 id={heading} className="font-semibold">
            {t.share.add}
          </h3>
          <Segments
            label={t.share.kindLabel}
            value={wanted.kind}
            options={[
              { value: "link", label: t.share.kind.link },
              { value: "login", label: t.share.kind.login },
            ]}
            onChange={set.kind}
          />
        </div>
        {!link && <LoginField value={form.typed} wrong={form.wrong} onChange={set.login} />}
        <PartsField sees={wanted.sees} onChange={set.sees} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <EndsField days={form.days} mayStay={!link} onChange={set.days} />
          <Button type="submit" disabled={share.isPending || !form.ready}>
            <Icon aria-hidden size={15} />
            {link ? t.share.createLink : t.share.grant}
          </Button>
        </div>
        {share.isError && <ErrorNotice error={share.error} />}
        <Snippet code={shareCommand(id, wanted)} label={t.share.command} />
      </form>
    </section>
  );
}
