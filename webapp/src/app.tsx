/** Providers and the router put together, and the one place that reacts to a 401. No markup of its own. */
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider, type RouterHistory } from "@tanstack/react-router";
import { StrictMode } from "react";
import { lookAhead } from "./ahead.ts";
import { renewal } from "./api/client.ts";
import { keys } from "./api/queries.ts";
import { failureOf, asSentence } from "./lib/failure.ts";
import { toasts } from "./lib/toasts.ts";
import { makeRouter } from "./routes.tsx";
import { LocaleProvider } from "./shell/LocaleProvider.tsx";

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
