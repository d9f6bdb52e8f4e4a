import type { Middleware } from "openapi-fetch";
import createClient from "openapi-fetch";

import { LineLost, problemFrom } from "./problem";
import type { paths } from "./schema";

/** With the origin, because a test has no page for a relative address to be relative to. */
export const API = `${globalThis.location.origin}/api/v1`;

export const options = {
  baseUrl: API,
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  // Looked up at each call, so that a test's server may stand in for it.
  fetch: (request: Request) => globalThis.fetch(request),
} as const;

/** What every request has: the interface's language, and words for a lost line. */
export const common: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", document.documentElement.lang || "en");
    return request;
  },
  onError({ error }) {
    // An abandoned request stays an AbortError: TanStack Query knows it.
    return error instanceof DOMException && error.name === "AbortError" ? undefined : new LineLost();
  },
};

/** The API without a token: signing in and refreshing. */
export const plain = createClient<paths>(options);
plain.use(common);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; throws a {@link Problem} for any other. */
export function unwrap<T>({ data, error, response }: Answer<T>): T {
  if (!response.ok) throw problemFrom(response, error);
  return data as T;
}
