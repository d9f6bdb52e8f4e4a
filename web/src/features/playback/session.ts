import { problemOf } from "@/api/problem";

import type { Playback, PlaybackApi, Renewed, ReportOut } from "./api/playback";
import { backoff } from "./backoff";
import { ReportStore } from "./report-store";
import { WatchLog } from "./watched";

/** Where playback stands when it is asked. */
export interface Standing {
  position_ms: number;
  paused: boolean;
  rate: number;
}

export interface SessionEvents {
  /** The server took a report. */
  onReport: (out: ReportOut) => void;
  /** The grant changed its address: load the newest master at the same second. */
  onReload: (masterUrl: string) => void;
  /** The session is gone, not the right to watch: open another. */
  onGone: () => void;
  /** The right to watch is over; `reason` is the server's slug. */
  onEnded: (reason: string) => void;
}

const PLAYING_MS = 10_000;
const SPREAD_MS = 2000;
const PAUSED_MS = 30_000;
/** A grant is renewed this long before its end, or at three quarters of a shorter life. */
const RENEW_BEFORE_MS = 60_000;

/** One viewing: tells the server what was watched and keeps the grant alive. Knows nothing of video elements. */
export class PlaybackSession {
  readonly playback: Playback;
  readonly log = new WatchLog();
  private readonly api: PlaybackApi;
  private readonly standing: () => Standing;
  private readonly events: SessionEvents;
  private readonly store: ReportStore;
  private reportTimer: ReturnType<typeof setTimeout> | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private expiresAt = 0;
  private sending: Promise<void> | undefined;
  private again = false;
  private failures = 0;
  private renewing: Promise<Renewed | undefined> | undefined;
  private over = false;

  constructor(api: PlaybackApi, playback: Playback, standing: () => Standing, events: SessionEvents, store = new ReportStore()) {
    this.api = api;
    this.playback = playback;
    this.standing = standing;
    this.events = events;
    this.store = store;
  }

  start(): void {
    this.expires(this.playback.expires_at);
    this.schedule();
    void this.tellOld();
  }

  /** Playback stands here now; call it a few times a second while it runs. */
  tick(now = Date.now()): void {
    const { position_ms, rate } = this.standing();
    this.log.tick(position_ms, now, rate);
  }

  /** Says where we are at once: paused, about to jump, hidden. */
  report(): Promise<void> {
    if (this.over) return Promise.resolve();
    if (this.sending !== undefined) {
      this.again = true;
      return this.sending;
    }
    this.sending = this.send().finally(() => {
      this.sending = undefined;
      if (this.over) return;
      if (this.again && this.failures === 0) {
        this.again = false;
        void this.report();
      } else {
        this.again = false;
        this.schedule();
      }
    });
    return this.sending;
  }

  /** Playback runs (again): from now on it is told every ten seconds. */
  resumed(): void {
    if (this.sending === undefined && this.failures === 0) this.schedule();
  }

  /** The machine may have slept: a grant near its end is renewed before anything is fetched with it. */
  async wake(): Promise<void> {
    if (this.over) return;
    if (this.expiresAt - Date.now() < RENEW_BEFORE_MS) await this.renew();
    if (this.failures > 0) void this.report();
  }

  /** Renews the grant. Parallel calls are one. Nothing comes back when the line is down or the session has ended. */
  renew(): Promise<Renewed | undefined> {
    this.renewing ??= this.askRenewal().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** The page is going away, perhaps for good. */
  leave(): void {
    if (this.over) return;
    const { position_ms, paused } = this.standing();
    const unsent = this.store.add(this.playback.session_id, whole(position_ms), this.log.take());
    this.api.leave(this.playback.session_id, { position_ms: unsent.position_ms, watched: pairs(unsent.watched), paused });
  }

  /** Another page of ours opens: last word, then the place among parallel streams is given back. */
  async close(): Promise<void> {
    if (this.over) return;
    this.log.close();
    await (this.sending ?? Promise.resolve());
    await this.send();
    this.stop();
    await this.api.close(this.playback.session_id).catch(() => undefined);
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.reportTimer);
    clearTimeout(this.renewTimer);
  }

  private schedule(): void {
    clearTimeout(this.reportTimer);
    if (this.over) return;
    const spread = (Math.random() * 2 - 1) * SPREAD_MS;
    const delay = this.failures > 0 ? backoff(this.failures) : this.standing().paused ? PAUSED_MS : PLAYING_MS + spread;
    this.reportTimer = setTimeout(() => void this.report(), delay);
  }

  private async send(): Promise<void> {
    const { position_ms, paused } = this.standing();
    const id = this.playback.session_id;
    const unsent = this.store.add(id, whole(position_ms), this.log.take());
    try {
      const out = await this.api.report(id, { position_ms: unsent.position_ms, watched: pairs(unsent.watched), paused });
      this.store.sent(unsent);
      this.failures = 0;
      this.expires(out.expires_at);
      if (this.over) return;
      this.events.onReport(out);
      if (out.reload) {
        const renewed = await this.renew();
        // Renewal that says so itself has told already.
        if (renewed !== undefined && !renewed.reload) this.events.onReload(renewed.master_url);
      }
    } catch (error) {
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    const problem = problemOf(error);
    if (problem === undefined || problem.status === 0 || problem.status >= 500 || problem.status === 429) {
      this.failures += 1;
      return;
    }
    this.store.drop(this.playback.session_id);
    if (this.over) return;
    if (problem.status === 403) {
      const reason = problem.body["reason"];
      this.stop();
      this.events.onEnded(typeof reason === "string" ? reason : problem.slug);
    } else if (problem.status === 404 || problem.status === 410) {
      this.stop();
      this.events.onGone();
    }
    // Any other refusal is of this report alone: the next one starts clean.
  }

  private async askRenewal(): Promise<Renewed | undefined> {
    try {
      const renewed = await this.api.renew(this.playback.session_id);
      this.expires(renewed.expires_at);
      if (renewed.reload && !this.over) this.events.onReload(renewed.master_url);
      return renewed;
    } catch (error) {
      this.refused(error);
      if (!this.over) this.renewTimer = setTimeout(() => void this.renew(), backoff(Math.max(1, this.failures)));
      return undefined;
    }
  }

  private expires(iso: string): void {
    this.expiresAt = new Date(iso).getTime();
    clearTimeout(this.renewTimer);
    if (this.over) return;
    const left = this.expiresAt - Date.now();
    const wait = Math.max(1000, Math.max(left - RENEW_BEFORE_MS, left * 0.75));
    this.renewTimer = setTimeout(() => void this.renew(), Math.min(wait, 2 ** 31 - 1));
  }

  /** What earlier visits could not tell. */
  private async tellOld(): Promise<void> {
    for (const { session, position_ms, watched } of this.store.others(this.playback.session_id)) {
      if (watched.length === 0) {
        this.store.drop(session);
        continue;
      }
      try {
        await this.api.report(session, { position_ms, watched: pairs(watched), paused: true });
        this.store.drop(session);
      } catch (error) {
        const status = problemOf(error)?.status ?? 0;
        if (status >= 400 && status < 500) this.store.drop(session);
      }
    }
  }
}

const whole = (ms: number) => Math.max(0, Math.round(ms));
const pairs = (spans: readonly (readonly [number, number])[]): [number, number][] => spans.map(([from, to]) => [from, to]);
