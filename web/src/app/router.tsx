import type { QueryClient } from "@tanstack/react-query";
import type { RouterHistory } from "@tanstack/react-router";
import { createRouter } from "@tanstack/react-router";

import { ErrorPage, NotFoundPage } from "./error-page";
import { PageWaiting } from "./page-waiting";
import { queryClient } from "./query-client";
import { routeTree } from "./routes";

/** The router over its own cache and history; tests bring theirs. */
export function createAppRouter(client: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queryClient: client },
    ...(history !== undefined && { history }),
    defaultPreload: "intent",
    // TanStack Query decides what is stale.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ErrorPage,
    defaultPendingComponent: PageWaiting,
    defaultNotFoundComponent: NotFoundPage,
  });
}

export const router = createAppRouter(queryClient);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
