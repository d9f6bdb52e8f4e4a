/** The access token of this tab. It lives in memory only; the refresh cookie outlives the tab and is out of reach of scripts. */
export interface Access {
  token: string;
  /** Milliseconds since the epoch, by this machine's clock. */
  expiresAt: number;
}

const KEY = "lectern-signed-in";
let access: Access | undefined;

export function currentAccess(): Access | undefined {
  return access;
}

export function keepAccess(next: Access | undefined): void {
  access = next;
}

/** Whether this browser may hold a refresh cookie: saves guests a refused request on every page. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // unknown, so ask
  }
}

export function rememberSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
  } catch {
    // a window without storage asks the server instead
  }
}
