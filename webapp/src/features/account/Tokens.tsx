/** The API tokens of the signed-in person: listed, made, revoked. */
import { useQuery } from "@tanstack/react-query";
import { Info, KeyRound, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { tokens } from "../../api/queries.ts";
import type { Token } from "../../api/types.ts";
import { Badge } from "../../components/layout/Badge.tsx";
import { Button } from "../../components/controls/Button.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Scroll } from "../../components/layout/Scroll.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { formatMoment, formatRelative } from "../../lib/format/format.ts";
import { Install } from "./Install.tsx";

const CreateToken = lazy(async () => ({ default: (await import("./CreateToken.tsx")).CreateToken }));
const RevokeToken = lazy(async () => ({ default: (await import("./RevokeToken.tsx")).RevokeToken }));

/** The middle section of the account page. */
export function Tokens({ mayWrite }: { mayWrite: boolean }) {
  const t = useMessages();
  const found = useQuery(tokens());
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <section aria-labelledby="tokens" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="tokens" className="text-lg font-semibold">
          {t.account.tokens}
        </h2>
        <Button look="primary" onClick={() => setCreating(true)}>
          <Plus aria-hidden size={15} />
          {t.account.create}
        </Button>
      </div>
      <p className="text-muted">{t.account.tokensHint}</p>
      {!creating && <Install />}
      {!mayWrite && (
        <p className="flex items-start gap-2.5 rounded-md border border-line bg-sunken px-3.5 py-2.5">
          <Info aria-hidden size={16} className="mt-0.5 shrink-0 text-muted" />
          {t.access.tokens.readOnly}
        </p>
      )}
      {found.isPending && <Skeleton lines={3} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <p className="flex items-center gap-2 rounded-md border border-dashed border-edge p-4 text-muted">
          <KeyRound aria-hidden size={16} />
          {t.account.tokensEmpty}
        </p>
      )}
      {found.data && found.data.length > 0 && (
        <Scroll label={t.account.tokensTable}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.account.name}</th>
                <th scope="col">{t.account.scopes}</th>
                <th scope="col">{t.account.created}</th>
                <th scope="col">{t.account.expires}</th>
                <th scope="col">{t.account.lastUsed}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {found.data.map((token) => (
                <Row key={token.id} token={token} onRevoke={() => setRevoking(token)} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Suspense>
        {creating && <CreateToken mayWrite={mayWrite} onClose={() => setCreating(false)} />}
        {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(null)} />}
      </Suspense>
    </section>
  );
}

function Row({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const t = useMessages();
  const { language } = useLocale();
  const { expires_at: expires, last_used_at: used } = token;
  return (
    <tr>
      <th scope="row">
        {token.name}
        {token.only && <code className="ml-2 font-mono font-normal text-muted">{token.only}</code>}
      </th>
      <td>
        <span className="inline-flex gap-1">
          {token.scopes.map((scope) => (
            <Badge key={scope}>{t.account.scope[scope]}</Badge>
          ))}
        </span>
      </td>
      <td title={formatMoment(token.created_at, language)}>{formatRelative(token.created_at, language)}</td>
      <td title={expires === null ? undefined : formatMoment(expires, language)}>
        {expires === null ? t.account.never : formatRelative(expires, language)}
      </td>
      <td title={used === null ? undefined : formatMoment(used, language)}>
        {used === null ? t.account.neverUsed : formatRelative(used, language)}
      </td>
      <td className="text-right">
        <Button aria-label={t.account.revokeOf(token.name)} onClick={onRevoke}>
          {t.account.revoke}
        </Button>
      </td>
    </tr>
  );
}
