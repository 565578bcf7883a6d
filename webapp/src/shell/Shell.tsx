/** The frame of every page but sign-in: header with what one's role may use, the page, messages, palette and shortcuts sheet. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { CircleUser, Command } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { me } from "../api/queries.ts";
import { useRights } from "../api/rights.ts";
import { Button } from "../components/controls/Button.tsx";
import { Toasts } from "../components/feedback/Toasts.tsx";
import { useActions } from "../components/useActions.ts";
import { useMessages } from "../i18n/messages.ts";
import { actions } from "../lib/actions.ts";
import { matches, takesLetters } from "../lib/shortcuts.ts";
import { preferences, type Theme } from "../lib/storage/preferences.ts";
import { Brand } from "./Brand.tsx";
import { SearchBox } from "./SearchBox.tsx";

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

const AccountMenu = lazy(async () => ({ default: (await import("./AccountMenu.tsx")).AccountMenu }));

const SIGN_IN =
  "tap inline-flex items-center border border-rim bg-surface font-medium whitespace-nowrap hover:bg-sunken";

/** Who is signed in; opens the account menu. */
function AccountButton() {
  const t = useMessages();
  const who = useQuery(me());
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const here = useLocation({ select: (location) => location.href });
  if (who.data === null) {
    return (
      <Link to="/sign-in" search={{ next: here }} className={SIGN_IN}>
        {t.access.signIn}
      </Link>
    );
  }
  return (
    <>
      <Button
        ref={trigger}
        look="quiet"
        square
        aria-label={who.data ? `${t.app.account}: ${who.data.login}` : t.app.account}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <CircleUser aria-hidden size={19} />
      </Button>
      {open && who.data && (
        <Suspense>
          <AccountMenu me={who.data} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

const OVERLAY = '[role="dialog"], [role="alertdialog"], [role="menu"]';

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat) return;
  const action = actions.list().find((one) => one.shortcut !== undefined && matches(one.shortcut, event));
  if (action?.shortcut === undefined) return;
  if (event.target instanceof Element && event.target.closest(OVERLAY)) return;
  const single = !action.shortcut.startsWith("Mod+");
  if (single && (takesLetters(event.target) || !preferences.get().singleKeys)) return;
  event.preventDefault();
  action.run();
}

/** Listens for the shortcuts of the registered actions. The only key listener of the whole window. */
function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

const THEMES: Theme[] = ["system", "light", "dark"];

/** Theme and language as commands of the palette. */
function usePreferenceActions(): void {
  const t = useMessages();
  const offered = useMemo(() => {
    const group = t.app.groups.view;
    const themes = THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t.app.theme}: ${t.app.themes[theme]}`,
      group,
      run: () => preferences.set({ theme }),
    }));
    const languages = [
      {
        id: "language-en",
        label: "Language: English",
        group,
        run: () => preferences.set({ language: "en" }),
      },
      { id: "language-ko", label: "언어: 한국어", group, run: () => preferences.set({ language: "ko" }) },
    ];
    return [...themes, ...languages];
  }, [t]);
  useActions(offered);
}
