/** The people of this server: role, why they have it, state, last sign-in; changed, shut out, forgotten. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { users } from "./admin.ts";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { LoadMore } from "../../components/feedback/LoadMore.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import type { Asking } from "./AskPerson.tsx";
import { Section } from "./Section.tsx";
import { UserRow } from "./UserRow.tsx";
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
