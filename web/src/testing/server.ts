import type { DefaultBodyType } from "msw";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

import { API } from "@/api/plain";
import type { Schemas } from "@/api/schemas";

/** Stands in for the API. A request that no test answers fails the test. */
export const server = setupServer(
  // The shell asks for a teacher's unfinished uploads: there are none unless a test says so.
  http.get(`${API}/uploads`, () => HttpResponse.json([])),
  // Its bell asks for what is new: nothing.
  http.get(`${API}/me/notifications/unread`, () => HttpResponse.json({ count: 0 })),
  // It listens to events while somebody is signed in: a stream that says nothing.
  http.get(`${API}/events`, () => new HttpResponse(new ReadableStream(), { headers: { "Content-Type": "text/event-stream" } })),
);

type Method = "get" | "post" | "put" | "patch" | "delete";

/** Answers one route with a body typed by the schema. */
export function answer<T extends DefaultBodyType>(method: Method, path: string, body: T | ((request: Request) => T | Promise<T>), status = 200): void {
  server.use(http[method](API + path, async ({ request }) => HttpResponse.json(typeof body === "function" ? await body(request) : body, { status })));
}

/** Refuses one route. */
export function refuse(method: Method, path: string, status: number, type: string, extra: Partial<Schemas["Problem"]> & Record<string, unknown> = {}): void {
  server.use(http[method](API + path, () => HttpResponse.json({ type, title: type, status, ...extra }, { status, headers: { "Content-Type": "application/problem+json" } })));
}
