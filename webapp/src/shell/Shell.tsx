/** The frame of every page but sign-in: header with what one's role may use, the page, messages, palette and shortcuts sheet. */
import { Link, Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Command } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useRights } from "../api/rights.ts";
import { Button } from "../components/controls/Button.tsx";
import { Toasts } from "../components/feedback/Toasts.tsx";
import { useActions } from "../components/useActions.ts";
import { useMessages } from "../i18n/messages.ts";
import { AccountButton } from "./AccountButton.tsx";
import { Brand } from "./Brand.tsx";
import { SearchBox } from "./SearchBox.tsx";
import { usePreferenceActions } from "./usePreferenceActions.ts";
import { useShortcuts } from "./useShortcuts.ts";

const loadPalette = async () => ({ default: (await import("./Palette.tsx")).Palette });
const Palette = lazy(loadPalette);
/** Fetched while nothing else is going on, so that what is typed right after Ctrl+K is not lost. */
const IDLE_MS = 1500;
const ShortcutsSheet = lazy(async () => ({ default: (await import("./ShortcutsSheet.tsx")).ShortcutsSheet }));

const NAV =
  "tap inline-flex items-center rounded-md text-muted hover:bg-sunken hover:text-text aria-[current=page]:font-semibold aria-[current=page]:text-text";

/** Where name, places and buttons do not fit beside one another, the places get a line of their own. */
const NARROW_NAV =
  "flex max-[34rem]:order-1 max-[34rem]:-mx-2.5 max-[34rem]:w-full max-[34rem]:overflow-x-auto";

/** Header, page, overlays. */
export function Shell() {
  const t = useMessages();
  const navigate = useNavigate();
  const { role, reads, edits } = useRights();
  const outside = role !== undefined && !reads;
  const guestAtHome = useLocation({ select: ({ pathname }) => pathname === "/" }) && role === "guest";
  const [overlay, setOverlay] = useState<"palette" | "shortcuts" | null>(null);
  useShortcuts();
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  usePreferenceActions();
  const offered = useMemo(() => {
    const group = t.app.groups.go;
    return [
      outside
        ? { id: "shared", label: t.share.mine.title, group, run: () => void navigate({ to: "/shared" }) }
        : { id: "models", label: t.app.goModels, group, run: () => void navigate({ to: "/" }) },
      ...(edits
        ? [
            {
              id: "upload",
              label: t.upload.go,
              group,
              shortcut: "u",
              run: () => void navigate({ to: "/upload" }),
            },
            { id: "trash", label: t.app.goTrash, group, run: () => void navigate({ to: "/trash" }) },
            {
              id: "admin",
              label: t.share.goAdministration,
              group,
              run: () => void navigate({ to: "/admin" }),
            },
          ]
        : []),
      ...(role
        ? [{ id: "account", label: t.app.goAccount, group, run: () => void navigate({ to: "/account" }) }]
        : []),
      {
        id: "palette",
        label: t.app.palette,
        group: t.app.groups.view,
        shortcut: "Mod+k",
        run: () => setOverlay("palette"),
      },
      {
        id: "shortcuts",
        label: t.app.shortcuts,
        group: t.app.groups.view,
        shortcut: "?",
        run: () => setOverlay("shortcuts"),
      },
    ];
  }, [t, navigate, role, edits, outside]);
  useActions(offered);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="absolute -top-20 left-3 z-50 rounded-md bg-accent-fill px-3 py-2 text-on-accent focus:top-2"
      >
        {t.app.skip}
      </a>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2">
        <Link to="/" className="flex rounded-md" aria-label={t.app.name}>
          <Brand />
        </Link>
        <nav aria-label={t.app.mainNavigation} className={NARROW_NAV}>
          {outside ? (
            <Link to="/shared" className={NAV}>
              {t.share.mine.title}
            </Link>
          ) : (
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={NAV}>
              {t.app.models}
            </Link>
          )}
          {edits && (
            <>
              <Link to="/upload" activeOptions={{ includeSearch: false }} className={NAV}>
                {t.upload.title}
              </Link>
              <Link to="/trash" className={NAV}>
                {t.app.trash}
              </Link>
              <Link to="/admin" activeOptions={{ includeSearch: false }} className={NAV}>
                {t.share.admin}
              </Link>
            </>
          )}
        </nav>
        <div className="order-last flex w-full justify-end sm:order-none sm:w-0 sm:min-w-40 sm:grow">
          {reads && <SearchBox />}
        </div>
        <div className="ml-auto flex items-center gap-1">
          <Button look="quiet" square aria-label={t.app.palette} onClick={() => setOverlay("palette")}>
            <Command aria-hidden size={17} />
          </Button>
          <AccountButton />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex grow flex-col outline-none">
        {guestAtHome ? <Navigate to="/shared" replace /> : <Outlet />}
      </main>
      <Toasts />
      <Suspense>
        {overlay === "palette" && <Palette onClose={() => setOverlay(null)} />}
        {overlay === "shortcuts" && <ShortcutsSheet onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}
