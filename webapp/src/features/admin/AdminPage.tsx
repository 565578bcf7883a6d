/** The frame of administration: what there is as tabs of the address, and a word for those who are no Admins. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useRights } from "../../api/rights.ts";
import { useTitle } from "../../components/layout/Page.tsx";
import { useCurrentInSight } from "../../components/layout/useCurrentInSight.ts";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { OnlyAdmins } from "../../shell/OnlyAdmins.tsx";
import { useWords } from "./useWords.ts";

const TABS = [
  ["users", "/admin"],
  ["audit", "/admin/audit"],
  ["shares", "/admin/shares"],
  ["policy", "/admin/policy"],
  ["storage", "/admin/storage"],
] as const;

const TAB =
  "tap -mb-px inline-flex shrink-0 items-center rounded-b-none! border-b-2 border-transparent whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text";

/** Around the pages at `/admin`. */
export function AdminPage() {
  const t = useWords();
  const { role } = useRights();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const tabs = useCurrentInSight<HTMLElement>(`${role} ${path}`);
  useTitle(t.share.administration);
  if (role !== undefined && role !== "admin") {
    return (
      <div className="grid grow place-items-center">
        <h1 className="sr-only">{t.admin.only}</h1>
        <OnlyAdmins title={t.admin.only} hint={t.admin.onlyHint} />
      </div>
    );
  }
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5">
      <h1 className="text-xl font-semibold">{t.share.administration}</h1>
      <nav ref={tabs} aria-label={t.admin.nav} className="flex overflow-x-auto border-b border-line">
        {TABS.map(([key, to]) => (
          <Link key={key} to={to} activeOptions={{ exact: true, includeSearch: false }} className={TAB}>
            {t.admin.tabs[key]}
          </Link>
        ))}
      </nav>
      {role === undefined ? <Skeleton /> : <Outlet />}
    </div>
  );
}
