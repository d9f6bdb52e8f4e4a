import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { me } from "@/testing/examples";
import { server } from "@/testing/server";

import { client, unwrap } from "./client";
import { API } from "./plain";
import { accessToken, onSessionChange, renew } from "./session";
import { currentAccess, keepAccess, mayBeSignedIn, rememberSignedIn } from "./token";

/** Counts refreshes; each gives the next token. */
function refreshes(status = 200) {
  const seen = { count: 0 };
  server.use(
    http.post(`${API}/auth/refresh`, () => {
      seen.count += 1;
      return status === 200
        ? HttpResponse.json({ access_token: `token-${seen.count}`, expires_in_s: 900, account: me() })
        : HttpResponse.json({ type: status === 401 ? "signed-out" : "internal", title: "", status }, { status });
    }),
  );
  return seen;
}

test("requests that wake together send one refresh", async () => {
  const seen = refreshes();
  rememberSignedIn(true);
  const tokens = await Promise.all(Array.from({ length: 10 }, () => accessToken()));
  expect(new Set(tokens)).toEqual(new Set(["token-1"]));
  expect(seen.count).toBe(1);
});

test("a guest sends no refresh", async () => {
  const seen = refreshes();
  expect(await accessToken()).toBeUndefined();
  expect(seen.count).toBe(0);
});

test("a refused token is renewed and the request goes once more, with its body", async () => {
  const seen = refreshes();
  keepAccess({ token: "old", expiresAt: Date.now() + 600_000 });
  const bodies: unknown[] = [];
  server.use(
    http.patch(`${API}/me`, async ({ request }) => {
      bodies.push(await request.json());
      return request.headers.get("Authorization") === "Bearer token-1" ? HttpResponse.json(me({ name: "New" })) : HttpResponse.json({ type: "signed-out", title: "", status: 401 }, { status: 401 });
    }),
  );
  expect(unwrap(await client.PATCH("/me", { body: { name: "New" } })).name).toBe("New");
  expect(bodies).toEqual([{ name: "New" }, { name: "New" }]);
  expect(seen.count).toBe(1);
});

test("a second refusal is an answer: no third request", async () => {
  refreshes();
  keepAccess({ token: "old", expiresAt: Date.now() + 600_000 });
  let asked = 0;
  server.use(
    http.get(`${API}/me`, () => {
      asked += 1;
      return HttpResponse.json({ type: "signed-out", title: "", status: 401 }, { status: 401 });
    }),
  );
  const { response } = await client.GET("/me");
  expect(response.status).toBe(401);
  expect(asked).toBe(2);
});

test("a refused refresh signs out and says so", async () => {
  refreshes(401);
  keepAccess({ token: "old", expiresAt: Date.now() - 1 });
  rememberSignedIn(true);
  let told = 0;
  const stop = onSessionChange(() => (told += 1));
  expect(await accessToken()).toBeUndefined();
  stop();
  expect(told).toBe(1);
  expect(mayBeSignedIn()).toBe(false);
});

test("a server that fails signs nobody out", async () => {
  refreshes(503);
  keepAccess({ token: "old", expiresAt: Date.now() - 1 });
  rememberSignedIn(true);
  await expect(accessToken()).rejects.toThrow();
  expect(mayBeSignedIn()).toBe(true);
  expect(currentAccess()?.token).toBe("old");
});

test("a token that another request has renewed meanwhile is used as it is", async () => {
  const seen = refreshes();
  keepAccess({ token: "new", expiresAt: Date.now() + 600_000 });
  expect(await renew("old")).toBe("new");
  expect(seen.count).toBe(0);
});
