/** Letting a command line in: one on this machine, which the address names, or one anywhere, by its typed code. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { me } from "../../api/queries.ts";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useMessages } from "../../i18n/messages.ts";
import { asking } from "../../api/grant.ts";
import { Card } from "../../shell/Card.tsx";
import { BrokenAsking } from "./BrokenAsking.tsx";
import { GrantHere } from "./GrantHere.tsx";
import { GrantTyped } from "./GrantTyped.tsx";

/** The page at `/cli`. */
export function CliPage() {
  const t = useMessages();
  const search = useSearch({ from: "/cli" });
  const who = useQuery(me());
  useSignInFirst(who.data === null);
  const typed = Object.keys(search).length === 0;
  if (!who.data) {
    return (
      <Card title={typed ? t.access.cli.titleTyped : t.access.cli.title}>
        {who.isError ? (
          <ErrorNotice error={who.error} onRetry={() => void who.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Card>
    );
  }
  if (typed) return <GrantTyped me={who.data} />;
  const found = asking(search);
  return found === null ? <BrokenAsking /> : <GrantHere asking={found} me={who.data} />;
}

/** Send a stranger to sign in, and from there back here with everything that the address said. */
function useSignInFirst(stranger: boolean): void {
  const router = useRouter();
  const navigate = useNavigate();
  const [here] = useState(router.state.location.href);
  useEffect(() => {
    if (stranger) void navigate({ to: "/sign-in", search: { next: here }, replace: true });
  }, [stranger, here, navigate]);
}
