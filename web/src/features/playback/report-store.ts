import { safeStorage } from "./preferences";
import type { Span } from "./watched";
import { union } from "./watched";

/** What was watched and not yet told to the server, by playback session. It survives a closed tab and a lost line. */
export interface Unsent {
  session: string;
  position_ms: number;
  watched: Span[];
  /** When it was last added to, ms since the epoch. */
  at: number;
}

const KEY = "lectern-unsent-";
/** The server forgets sessions; what is older would only be refused. */
const KEPT_MS = 24 * 3600 * 1000;

export class ReportStore {
  private readonly storage: Storage | undefined;
  private readonly now: () => number;

  constructor(storage: Storage | undefined = safeStorage(), now: () => number = Date.now) {
    this.storage = storage;
    this.now = now;
  }

  /** Adds to what is unsent of a session and gives it all. */
  add(session: string, position_ms: number, watched: readonly Span[]): Unsent {
    const unsent: Unsent = { session, position_ms, watched: union([...(this.read(session)?.watched ?? []), ...watched], 250), at: this.now() };
    this.write(KEY + session, JSON.stringify(unsent));
    return unsent;
  }

  /** The server has `sent`: only what was added since then stays. */
  sent(sent: Unsent): void {
    const kept = this.read(sent.session);
    if (kept === undefined) return;
    if (kept.at <= sent.at) this.drop(sent.session);
    else this.write(KEY + sent.session, JSON.stringify({ ...kept, watched: without(kept.watched, sent.watched) }));
  }

  drop(session: string): void {
    try {
      this.storage?.removeItem(KEY + session);
    } catch {
      // nothing was kept either
    }
  }

  read(session: string): Unsent | undefined {
    try {
      const unsent = JSON.parse(this.storage?.getItem(KEY + session) ?? "null") as Unsent | null;
      return unsent === null || !Array.isArray(unsent.watched) ? undefined : unsent;
    } catch {
      return undefined;
    }
  }

  /** Sessions of earlier visits that still have something to tell. */
  others(current: string | undefined): Unsent[] {
    const found: Unsent[] = [];
    for (let index = 0; index < (this.storage?.length ?? 0); index += 1) {
      const key = this.storage?.key(index);
      if (key?.startsWith(KEY) !== true) continue;
      const unsent = this.read(key.slice(KEY.length));
      if (unsent !== undefined && unsent.session !== current) found.push(unsent);
    }
    for (const old of found) if (this.now() - old.at > KEPT_MS) this.drop(old.session);
    return found.filter((unsent) => this.now() - unsent.at <= KEPT_MS);
  }

  private write(key: string, value: string): void {
    try {
      this.storage?.setItem(key, value);
    } catch {
      // full or closed storage: the report still goes out when the line is there
    }
  }
}

/** `spans` less all of `minus`. */
export function without(spans: readonly Span[], minus: readonly Span[]): Span[] {
  return minus.reduce<Span[]>(
    (left, [from, to]) =>
      left.flatMap((span): Span[] => {
        if (to <= span[0] || from >= span[1]) return [span];
        return ([[span[0], from], [to, span[1]]] as const).filter(([a, b]) => b > a);
      }),
    [...spans],
  );
}
