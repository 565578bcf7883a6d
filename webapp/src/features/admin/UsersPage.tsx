/** The people of this server: role, why they have it, state, last sign-in; changed, shut out, forgotten. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { me } from "../../api/queries.ts";
import type { Me, Person } from "../../api/types.ts";
import { Button } from "../../components/controls/Button.tsx";
import { INPUT } from "../../components/controls/TextField.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../components/feedback/LoadMore.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { Badge, type Tone } from "../../components/layout/Badge.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { useLocale } from "../../i18n/messages.ts";
import { asSentence, failureOf } from "../../lib/failure.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { toasts } from "../../lib/toasts.ts";
import { useChangePerson, users } from "./admin.ts";
import type { Asking } from "./AskPerson.tsx";
import { Section } from "./Section.tsx";
import { useWords } from "./useWords.ts";

const AskPerson = lazy(async () => ({ default: (await import("./AskPerson.tsx")).AskPerson }));

/** The page at `/admin`. */
export function UsersPage() {
  const t = useWords();
  const found = useInfiniteQuery(users());
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const words = t.admin.users;
  return (
    <Section of="users">
      {found.isPending && <Skeleton />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {rows.length > 0 && (
        <Scroll label={words.table}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.person}</th>
                <th scope="col">{words.role}</th>
                <th scope="col">{words.basis}</th>
                <th scope="col">{words.state}</th>
                <th scope="col">{words.seen}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((person) => (
                <UserRow key={person.id} person={person} onAsk={setAsking} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <LoadMore of={found} />
      <Suspense>{asking && <AskPerson asking={asking} onClose={() => setAsking(null)} />}</Suspense>
    </Section>
  );
}

const ROLES: Me["role"][] = ["admin", "read_only", "guest"];
const TONES: Record<"active" | "disabled" | "refused", Tone> = {
  active: "neutral",
  disabled: "bad",
  refused: "warn",
};

interface UserRowProps {
  person: Person;
  onAsk: (asking: Asking) => void;
}

/** One person of the server's, with what can be done to them. */
function UserRow({ person, onAsk }: UserRowProps) {
  const t = useWords();
  const { language } = useLocale();
  const who = useQuery(me());
  const change = useChangePerson();
  const words = t.admin.users;
  const state = person.disabled ? "disabled" : person.admitted ? "active" : "refused";
  const self = who.data?.login === person.login;
  const seen = person.signed_in_at;
  const enable = (): void =>
    change.mutate(
      { user: person.id, change: { disabled: false } },
      {
        onSuccess: () => toasts.show(words.enabled(person.login)),
        onError: (error) => toasts.show(asSentence(failureOf(error).message), "bad"),
      },
    );
  return (
    <tr>
      <th scope="row">
        <span className="flex items-center gap-2">
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent uppercase"
          >
            {person.login[0]}
          </span>
          <span>
            <span className="block">
              {person.login}
              {self && <span className="ml-1.5 font-normal text-muted">({words.you})</span>}
            </span>
            {person.name && person.name !== person.login && (
              <span className="block text-[0.93rem] font-normal text-muted">{person.name}</span>
            )}
          </span>
        </span>
      </th>
      <td>
        <select
          aria-label={words.roleOf(person.login)}
          value={person.role}
          disabled={person.basis === "list"}
          title={person.basis === "list" ? words.byList : undefined}
          onChange={(event) => onAsk({ what: "role", person, self, role: event.target.value as Me["role"] })}
          className={`${INPUT} w-auto!`}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t.app.roles[role]}
            </option>
          ))}
        </select>
      </td>
      <td title={words.basisHint[person.basis]}>{words.bases[person.basis]}</td>
      <td>
        <Badge tone={TONES[state]} title={words.stateHint[state]}>
          {words.states[state]}
        </Badge>
      </td>
      <td title={seen === null ? undefined : formatMoment(seen, language)}>
        {seen === null ? words.never : formatRelative(seen, language)}
      </td>
      <td>
        <span className="flex justify-end gap-1.5">
          {person.disabled ? (
            <Button
              aria-label={`${words.enable} ${person.login}`}
              disabled={change.isPending}
              onClick={enable}
            >
              {words.enable}
            </Button>
          ) : (
            <Button
              aria-label={`${words.disable} ${person.login}`}
              onClick={() => onAsk({ what: "disable", person, self })}
            >
              {words.disable}
            </Button>
          )}
          <Button
            look="quiet"
            aria-label={`${words.forget} ${person.login}`}
            className="text-bad!"
            onClick={() => onAsk({ what: "forget", person, self })}
          >
            {words.forget}
          </Button>
        </span>
      </td>
    </tr>
  );
}
