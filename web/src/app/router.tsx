import { createRouter } from "@tanstack/react-router";

import { ErrorPage, NotFoundPage } from "./error-page";
import { PageWaiting } from "./page-waiting";
import { queryClient } from "./query-client";
import { routeTree } from "./routes";

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  // TanStack Query decides what is stale.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: ErrorPage,
  defaultPendingComponent: PageWaiting,
  defaultNotFoundComponent: NotFoundPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
