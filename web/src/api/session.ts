import { oneTab } from "./one-tab";
import { plain, unwrap } from "./plain";
import { problemOf } from "./problem";
import type { Schemas } from "./schemas";
import type { Access } from "./token";
import { currentAccess, keepAccess, mayBeSignedIn, rememberSignedIn } from "./token";

/** A token that dies within this time counts as dead: a request takes time as well. */
const MARGIN_MS = 20_000;
const listeners = new Set<() => void>();

/** Nobody is signed in here any more: the refresh cookie is absent, spent or revoked. */
const SIGNED_OUT = "signed-out" as const;
type Refreshed = Access | typeof SIGNED_OUT;

const alive = (access: Access | undefined): access is Access => access !== undefined && access.expiresAt - Date.now() > MARGIN_MS;

function accessFrom(session: Schemas["Session"]): Access {
  return { token: session.access_token, expiresAt: Date.now() + session.expires_in_s * 1000 };
}

async function askServer(): Promise<Refreshed> {
  try {
    return accessFrom(unwrap(await plain.POST("/auth/refresh")));
  } catch (error) {
    const status = problemOf(error)?.status;
    if (status === 401 || status === 403) return SIGNED_OUT;
    throw error; // the line or the server is down: nobody is signed out by that
  }
}

function settle(result: Refreshed): void {
  const before = currentAccess();
  keepAccess(result === SIGNED_OUT ? undefined : result);
  rememberSignedIn(result !== SIGNED_OUT);
  if (result === SIGNED_OUT && before !== undefined) announce();
}

const refreshing = oneTab<Refreshed>({
  channel: "lectern-refresh",
  work: askServer,
  ready: () => {
    const access = currentAccess();
    return alive(access) ? access : undefined;
  },
  onResult: settle,
});

/** A token to send, or nothing for guests. Tabs that wake together send one refresh between them. */
export async function accessToken(): Promise<string | undefined> {
  const access = currentAccess();
  if (alive(access)) return access.token;
  if (access === undefined && !mayBeSignedIn()) return undefined;
  return renew();
}

/** A new token although the old one may look alive: the server has refused it. */
export async function renew(refused?: string): Promise<string | undefined> {
  if (refused !== undefined && currentAccess()?.token === refused) keepAccess(undefined);
  const now = currentAccess();
  if (alive(now)) return now.token; // another request or tab was faster
  const result = await refreshing.run();
  settle(result);
  return result === SIGNED_OUT ? undefined : result.token;
}

/** Called when the person changes: signed in, signed out, or lost the session, here or in another tab. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const people = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("lectern-session");
people?.addEventListener("message", () => {
  keepAccess(undefined);
  announce();
});

function announce(): void {
  for (const listener of listeners) listener();
}

function changed(): void {
  announce();
  people?.postMessage("changed");
}

export async function signIn(body: Schemas["SignIn"]): Promise<Schemas["Me"]> {
  return enter(unwrap(await plain.POST("/auth/sign-in", { body })));
}

export async function register(body: Schemas["Register"]): Promise<Schemas["Me"]> {
  return enter(unwrap(await plain.POST("/auth/register", { body })));
}

function enter(session: Schemas["Session"]): Schemas["Me"] {
  settle(accessFrom(session));
  changed();
  return session.account;
}

/** Ends the session here and on the server. A lost line does not keep anybody signed in on this device. */
export async function signOut(): Promise<void> {
  const token = currentAccess()?.token;
  try {
    await plain.POST("/auth/sign-out", token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
  } finally {
    keepAccess(undefined);
    rememberSignedIn(false);
    changed();
  }
}
