/**
 * What the page at the address will ask for, asked for at once and not one after the other: the words, the page's script,
 * and for the models table its first rows, who is here and the saved views. Fails in silence: the page asks again and tells.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { AnyRoute } from "@tanstack/react-router";
import { me, modelsPage } from "./api/queries.ts";
import { views } from "./features/models/views/views.ts";
import { loadMessages } from "./i18n/messages.ts";
import { preferences } from "./lib/storage/preferences.ts";
import { addressedRows } from "./features/models/rowsSearch.ts";
import type { makeRouter } from "./routes.tsx";

/** Begin with what the first page needs. */
export function lookAhead(router: ReturnType<typeof makeRouter>, client: QueryClient): void {
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
