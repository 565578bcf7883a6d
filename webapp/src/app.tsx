/** Providers and the router put together, and the one place that reacts to a 401. No markup of its own. */
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type AnyRoute, type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { type ReactNode, StrictMode, useEffect, useState, useSyncExternalStore } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { renewal } from "./api/client.ts";
import { keys, me, modelsPage } from "./api/queries.ts";
import { addressedRows } from "./features/models/rowsSearch.ts";
import { views } from "./features/models/views/views.ts";
import { loadMessages, type Locale, LocaleContext } from "./i18n/messages.ts";
import { asSentence, failureOf } from "./lib/failure.ts";
import { preferences } from "./lib/storage/preferences.ts";
import { toasts } from "./lib/toasts.ts";
import { makeRouter } from "./routes.tsx";

const RETRIES = 2;
/** What may pass by itself: no answer, or a server that asks to wait. */
const PASSING = new Set([0, 429, 502, 503, 504]);

/** Make the app; tests give it a history of their own and turn trying again off. */
export function makeApp(history?: RouterHistory, retries = RETRIES) {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => void signInIfAsked(error) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        const shownInPlace = mutation.meta?.["shownInPlace"] === true;
        if (!signInIfAsked(error) && !shownInPlace) toasts.show(asSentence(failureOf(error).message), "bad");
      },
    }),
    defaultOptions: {
      queries: {
        retry: (count, error) => PASSING.has(failureOf(error).status) && count < retries,
        refetchOnWindowFocus: false,
      },
    },
  });
  const router = makeRouter(client, history);
  // What was read until now was answered as a stranger's.
  renewal.onFound(() => void client.resetQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] }));

  function signInIfAsked(error: unknown): boolean {
    const { status, code } = failureOf(error);
    // A link that opens nothing is told where it was opened; signing in would not help.
    if (status !== 401 || code === "share_link") return false;
    const { pathname, href } = router.state.location;
    const search = { next: href, ...(code === "membership_stale" && { error: code }) };
    if (pathname !== "/sign-in") void router.navigate({ to: "/sign-in", search, replace: true });
    return true;
  }
  lookAhead(router, client);
  const element = (
    <StrictMode>
      <QueryClientProvider client={client}>
        <LocaleProvider>
          <RouterProvider router={router} />
        </LocaleProvider>
      </QueryClientProvider>
    </StrictMode>
  );
  return { element, router };
}

/**
 * What the page at the address will ask for, asked for at once and not one after the other: the words, the page's script,
 * and for the models table its first rows, who is here and the saved views. Fails in silence: the page asks again and tells.
 */
function lookAhead(router: ReturnType<typeof makeRouter>, client: QueryClient): void {
  const { latestLocation: location } = router;
  if (location.pathname === "/") {
    void client.prefetchQuery(modelsPage(addressedRows(location.search), 0));
    void client.prefetchQuery(me());
    void client.prefetchQuery(views());
  }
  loadMessages(preferences.get().language).catch(() => undefined);
  for (const { routeId } of router.matchRoutes(location)) {
    const route: AnyRoute = router.routesById[routeId as keyof typeof router.routesById];
    router.loadRouteChunk(route)?.catch(() => undefined);
  }
}

const KIT_LOCALES = { en: "en-US", ko: "ko-KR" };

/** The words, the theme and the kit's language of the whole app, as the preferences say. Holds no other state. */
function LocaleProvider({ children }: { children: ReactNode }) {
  const { language, theme } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const [locale, setLocale] = useState<Locale | null>(null);
  useEffect(() => {
    let wanted = true;
    async function load(): Promise<void> {
      const messages = await loadMessages(language);
      if (!wanted) return;
      document.documentElement.lang = language;
      setLocale({ language, messages });
    }
    void load();
    return () => {
      wanted = false;
    };
  }, [language]);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
  }, [theme]);
  if (locale === null) return null;
  return (
    <LocaleContext.Provider value={locale}>
      <I18nProvider locale={KIT_LOCALES[locale.language]}>{children}</I18nProvider>
    </LocaleContext.Provider>
  );
}
