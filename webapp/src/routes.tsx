/**
 * The route table: which page lies at which path and what its address may hold. Pages load when asked for. No data.
 * Longer than a component may be: it is one table, which is read as a whole.
 */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { readAsking } from "./api/grant.ts";
import { readTableSearch } from "./components/grid/codec.ts";
import { readAuditSearch } from "./features/admin/audit/auditSearch.ts";
import { readDiffSearch } from "./features/compare/search.ts";
import { isTab, type ModelTab } from "./features/model/tabs.ts";
import { readNearSearch } from "./features/near/search.ts";
import { heldSecret } from "./features/shares/heldSecret.ts";
import { parseSearch, stringifySearch } from "./lib/address.ts";
import { BrokenPage, NotFoundPage } from "./shell/NotFoundPage.tsx";
import { Shell } from "./shell/Shell.tsx";
import { rootPath } from "./lib/paths.ts";

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string; error?: string } => ({
    ...(typeof search["next"] === "string" && { next: search["next"] }),
    ...(typeof search["error"] === "string" && { error: search["error"] }),
  }),
  component: lazyRouteComponent(() => import("./features/signin/SignInPage.tsx"), "SignInPage"),
});

const cli = createRoute({
  getParentRoute: () => root,
  path: "/cli",
  validateSearch: readAsking,
  component: lazyRouteComponent(() => import("./features/signin/CliPage.tsx"), "CliPage"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const models = createRoute({
  getParentRoute: () => shell,
  path: "/",
  validateSearch: readTableSearch,
  component: lazyRouteComponent(() => import("./features/models/ModelsPage.tsx"), "ModelsPage"),
});

const model = createRoute({
  getParentRoute: () => shell,
  path: "/models/$dataset/$model",
  validateSearch: (search: Record<string, unknown>): ModelSearch => ({
    ...(isTab(search["tab"]) && { tab: search["tab"] }),
    ...(isSeenAs(search["as"]) && { as: search["as"] }),
    ...(typeof search["checkpoint"] === "string" && { checkpoint: search["checkpoint"] }),
    ...(typeof search["against"] === "string" && { against: search["against"] }),
    ...(typeof search["file"] === "string" && { file: search["file"] }),
  }),
  component: lazyRouteComponent(() => import("./features/model/ModelPage.tsx"), "ModelPage"),
});

const diff = createRoute({
  getParentRoute: () => shell,
  path: "/diff",
  validateSearch: readDiffSearch,
  component: lazyRouteComponent(() => import("./features/compare/ComparePage.tsx"), "ComparePage"),
});

const near = createRoute({
  getParentRoute: () => shell,
  path: "/near/$dataset/$model",
  validateSearch: readNearSearch,
  component: lazyRouteComponent(() => import("./features/near/NearPage.tsx"), "NearPage"),
});

const upload = createRoute({
  getParentRoute: () => shell,
  path: "/upload",
  validateSearch: (search: Record<string, unknown>): { model?: string } => ({
    ...(typeof search["model"] === "string" && { model: search["model"] }),
  }),
  component: lazyRouteComponent(() => import("./features/upload/UploadPage.tsx"), "UploadPage"),
});

const trash = createRoute({
  getParentRoute: () => shell,
  path: "/trash",
  component: lazyRouteComponent(() => import("./features/trash/TrashPage.tsx"), "TrashPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./features/account/AccountPage.tsx"), "AccountPage"),
});

const link = createRoute({
  getParentRoute: () => shell,
  path: "/s/$secret",
  // The secret leaves the address and the history before anything else happens.
  beforeLoad: ({ params }) => {
    heldSecret.put(params.secret);
    throw redirect({ to: "/s", replace: true });
  },
});

const opened = createRoute({
  getParentRoute: () => shell,
  path: "/s",
  component: lazyRouteComponent(() => import("./features/shares/OpenLinkPage.tsx"), "OpenLinkPage"),
});

const shared = createRoute({
  getParentRoute: () => shell,
  path: "/shared",
  component: lazyRouteComponent(() => import("./features/shares/SharedPage.tsx"), "SharedPage"),
});

const admin = createRoute({
  getParentRoute: () => shell,
  path: "/admin",
  component: lazyRouteComponent(() => import("./features/admin/AdminPage.tsx"), "AdminPage"),
});

const users = createRoute({
  getParentRoute: () => admin,
  path: "/",
  component: lazyRouteComponent(() => import("./features/admin/UsersPage.tsx"), "UsersPage"),
});

const audit = createRoute({
  getParentRoute: () => admin,
  path: "/audit",
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import("./features/admin/audit/AuditPage.tsx"), "AuditPage"),
});

const allShares = createRoute({
  getParentRoute: () => admin,
  path: "/shares",
  component: lazyRouteComponent(() => import("./features/admin/AllSharesPage.tsx"), "AllSharesPage"),
});

const policy = createRoute({
  getParentRoute: () => admin,
  path: "/policy",
  component: lazyRouteComponent(() => import("./features/admin/policy/PolicyPage.tsx"), "PolicyPage"),
});

const storage = createRoute({
  getParentRoute: () => admin,
  path: "/storage",
  component: lazyRouteComponent(() => import("./features/admin/StoragePage.tsx"), "StoragePage"),
});

const elsewhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFoundPage });

interface ModelSearch {
  tab?: ModelTab;
  checkpoint?: string;
  /** The other checkpoint of the tensors tab. */
  against?: string;
  /** The file that is previewed on the files tab. */
  file?: string;
  /** As whom an Admin sees the page. */
  as?: string;
}

function isSeenAs(text: unknown): text is string {
  return typeof text === "string" && /^(stranger|share:[A-Za-z0-9_]{1,100})$/.test(text);
}

/** The router of the app; tests give it a history of their own. */
export function makeRouter(client: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      cli,
      shell.addChildren([
        models,
        model,
        diff,
        near,
        upload,
        trash,
        account,
        link,
        opened,
        shared,
        admin.addChildren([users, audit, allShares, policy, storage]),
        elsewhere,
      ]),
    ]),
    context: { client },
    ...(history && { history }),
    basepath: rootPath() || "/",
    parseSearch,
    stringifySearch,
    pathParamsAllowedCharacters: [":", "@"],
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: BrokenPage,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
