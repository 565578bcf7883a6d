/** Providers and the router, and the one place that reacts to a 401. No markup of its own. */
import "./app.css";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { toasts } from "./lib/toasts.ts";
import { failureOf } from "./lib/failure.ts";
import { makeRouter } from "./routes.tsx";
import { LocaleProvider } from "./shell/LocaleProvider.tsx";

const RETRIES = 2;

function signInIfAsked(error: unknown): boolean {
  if (failureOf(error).status !== 401) return false;
  const { pathname, href } = router.state.location;
  if (pathname !== "/sign-in")
    void router.navigate({ to: "/sign-in", search: { next: href }, replace: true });
  return true;
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => void signInIfAsked(error) }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      const shownInPlace = mutation.meta?.["shownInPlace"] === true;
      if (!signInIfAsked(error) && !shownInPlace) toasts.show(failureOf(error).message, "bad");
    },
  }),
  defaultOptions: {
    queries: {
      // Only what may pass by itself is tried again: no answer, or a server that asks to wait.
      retry: (count, error) => [0, 429, 502, 503, 504].includes(failureOf(error).status) && count < RETRIES,
      refetchOnWindowFocus: false,
    },
  },
});

const router = makeRouter(client);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LocaleProvider>
        <RouterProvider router={router} />
      </LocaleProvider>
    </QueryClientProvider>
  </StrictMode>,
);
