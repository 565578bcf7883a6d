/** Asks before a person's role changes or they are shut out or forgotten: what follows, and why it may not be. */
import { useChangePerson, type PersonChange } from "./admin.ts";
import type { Me, Person } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { Dialog } from "../../components/layout/Dialog.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { failureOf } from "../../lib/failure.ts";
import { toasts } from "../../lib/toasts.ts";
import { useWords } from "./useWords.ts";

/** What is to be done to whom; `self` says that it is who asks. */
export type Asking = { person: Person; self: boolean } & (
  | { what: "role"; role: Me["role"] }
  | { what: "disable" | "forget" }
);

/** Shown while it is rendered. */
export function AskPerson({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const t = useWords();
  const change = useChangePerson();
  const words = t.admin.users;
  const { person, self, what } = asking;
  const { login } = person;
  const role = what === "role" ? t.app.roles[asking.role] : "";
  const title = what === "role" ? words.ask.role(login, role) : words.ask[what](login);
  const hint = what === "role" ? words.askHint[asking.role] : words.askHint[what];
  const verb = what === "role" ? t.app.save : words[what];
  const done = {
    role: words.changed(login, role),
    disable: words.disabled(login),
    forget: words.forgotten(login),
  };
  const why = { last_admin: words.lastAdmin, conflict: words.byList }[failureOf(change.error).code];

  function confirm(): void {
    const wanted: PersonChange =
      what === "role" ? { role: asking.role } : what === "disable" ? { disabled: true } : { forget: true };
    change.mutate(
      { user: person.id, change: wanted },
      {
        onSuccess: () => {
          toasts.show(done[what]);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog alert title={title} onClose={onClose}>
      <p>{hint}</p>
      {what === "role" && person.basis === "team" && <p className="text-muted">{words.askHint.teams}</p>}
      {self && <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{words.askHint.self}</p>}
      {change.isError && <ErrorNotice error={change.error} title={why} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button look={what === "role" ? "primary" : "danger"} disabled={change.isPending} onClick={confirm}>
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
