import type { Middleware } from "openapi-fetch";
import createClient from "openapi-fetch";

import { common, options } from "./plain";
import type { paths } from "./schema";
import { accessToken, renew } from "./session";

export { unwrap } from "./plain";

/** A refused request goes once more; its body is read the first time, so a copy is kept. */
const copies = new WeakMap<Request, Request>();

const bearer: Middleware = {
  async onRequest({ request }) {
    const token = await accessToken();
    if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
    copies.set(request, request.clone());
    return request;
  },
  async onResponse({ request, response }) {
    const sent = request.headers.get("Authorization")?.slice("Bearer ".length);
    const again = copies.get(request);
    if (response.status !== 401 || sent === undefined || again === undefined) return undefined;
    const token = await renew(sent);
    if (token === undefined) return undefined;
    again.headers.set("Authorization", `Bearer ${token}`);
    return globalThis.fetch(again);
  },
};

/** The API of Lectern, typed by its OpenAPI document. */
export const client = createClient<paths>(options);
client.use(common, bearer);
