import { problemOf } from "@/api/problem";

import type { Playback, PlaybackApi, ReportOut } from "./api/playback";
import { backoff } from "./backoff";
import type { Engine, EngineEvents } from "./engine";
import { isTimeToMove } from "./move";
import { Mover } from "./mover";
import { keepPreferences, nextRate, readPreferences } from "./preferences";
import { PlaybackSession } from "./session";
import type { Phase, PlayerState, PlayingElsewhere } from "./state";
import { atMadeEnd, firstState } from "./state";
import { wireVideo } from "./wire-video";

export interface ControllerOptions {
  lessonId: string;
  video: HTMLVideoElement;
  api: PlaybackApi;
  /** Chooses hls.js or the browser's own player. */
  engine: (video: HTMLVideoElement, events: EngineEvents) => Engine;
  startAtMs?: number | undefined;
  onEnded?: (() => void) | undefined;
  onDone?: (() => void) | undefined;
  /** The last report is with the server: what it says of this lesson elsewhere is right from now on. */
  onClosed?: (() => void) | undefined;
}

/** How often a lesson that cannot play yet is asked for again. */
const PREPARING_MS = 3000;
/** Standing this near to the end of a finished lesson, a viewer begins again. */
const END_MS = 3000;

/** One viewer before one lesson: joins the element, the engine and the session, and says what the page shows. */
export class PlayerController {
  state: PlayerState;
  readonly video: HTMLVideoElement;
  private readonly options: ControllerOptions;
  private readonly engine: Engine;
  private readonly mover: Mover;
  private readonly listeners = new Set<() => void>();
  private readonly unwire: () => void;
  private session: PlaybackSession | undefined;
  private newest = { generation: 0, since: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private wantsPlay = true;
  private done = false;
  private closed = false;
  private masterUrl = "";

  constructor(options: ControllerOptions) {
    this.options = options;
    this.video = options.video;
    this.state = firstState(readPreferences());
    this.engine = options.engine(options.video, {
      onQualities: (heights, soundOnly) => this.set({ heights, soundOnly }),
      onActive: (activeHeight) => this.set({ activeHeight }),
      onBoundary: () => this.maybeMove("boundary"),
      onLost: () => this.lineLost(),
      onFlowing: () => this.flowing(),
      onRefused: () => void this.refused(),
      onFailed: (detail) => this.set({ phase: { kind: "failed", detail } }),
    });
    this.engine.setQuality(this.state.quality);
    this.mover = new Mover(this.video, this.engine);
    this.applyPreferences();
    this.unwire = wireVideo(this.video, this);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): PlayerState => this.state;

  set(change: Partial<PlayerState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  // The session -------------------------------------------------------------------------------------------

  async open(positionMs?: number): Promise<void> {
    clearTimeout(this.timer);
    try {
      const playback = await this.options.api.open(this.options.lessonId);
      if (this.closed) {
        await this.options.api.close(playback.session_id).catch(() => undefined);
        return;
      }
      this.failures = 0;
      this.begin(playback, positionMs);
    } catch (error) {
      if (!this.closed) this.notOpened(error, positionMs);
    }
  }

  private begin(playback: Playback, positionMs: number | undefined): void {
    this.session?.stop();
    const session = new PlaybackSession(
      this.options.api,
      playback,
      () => ({ position_ms: this.state.positionMs, paused: this.video.paused, rate: this.video.playbackRate }),
      {
        onReport: (out) => this.reported(out),
        onReload: (url) => void this.reload(url),
        onGone: () => void this.open(this.state.positionMs),
        onEnded: (reason) => this.accessEnded(reason),
      },
    );
    this.session = session;
    this.newest = { generation: playback.generation, since: Date.now() };
    const known = playback.duration_ms;
    const wanted = positionMs ?? this.options.startAtMs ?? (playback.complete && playback.position_ms > known - END_MS ? 0 : playback.position_ms);
    const start = Math.max(0, Math.min(wanted, playback.complete ? known : playback.ready_ms - 1000));
    this.set({
      phase: { kind: "ready" },
      durationMs: known,
      readyMs: playback.ready_ms,
      percent: playback.percent,
      complete: playback.complete,
      generation: playback.generation,
      posterUrl: playback.poster_url,
      positionMs: start,
      resumedAtMs: start,
      lost: null,
    });
    session.start();
    const again = this.masterUrl !== "" && this.video.readyState > 0;
    this.masterUrl = playback.master_url;
    if (again) return void this.mover.move(this.masterUrl, this.wantsPlay);
    this.engine.load(this.masterUrl, start);
    this.applyPreferences();
    if (this.wantsPlay) this.play();
  }

  private notOpened(error: unknown, positionMs: number | undefined): void {
    const problem = problemOf(error);
    const again = (ms: number) => {
      this.timer = setTimeout(() => void this.open(positionMs), ms);
    };
    if (problem?.slug === "not-playable") {
      if (problem.body["state"] === "failed") return this.phase({ kind: "failed", detail: "video" });
      const percent = problem.body["percent"];
      this.phase({ kind: "preparing", percent: typeof percent === "number" ? percent : null });
      again(PREPARING_MS);
    } else if (problem?.slug === "streams-limit") {
      const { limit, playing } = problem.body;
      this.phase({ kind: "limit", limit: typeof limit === "number" ? limit : 0, playing: Array.isArray(playing) ? (playing as PlayingElsewhere[]) : [] });
    } else if (problem === undefined || problem.status === 0 || problem.status >= 500) {
      this.failures += 1;
      const wait = backoff(this.failures);
      this.set({ lost: { retryAt: Date.now() + wait } });
      again(wait);
    } else if (problem.slug === "access-ended" || problem.slug === "not-enrolled") {
      this.phase({ kind: "ended", reason: problem.slug });
    } else this.phase({ kind: "failed", error });
  }

  private phase(phase: Phase): void {
    this.set({ phase, lost: null });
  }

  private reported(out: ReportOut): void {
    if (out.generation > this.newest.generation) this.newest = { generation: out.generation, since: Date.now() };
    this.set({ readyMs: Math.max(this.state.readyMs, out.ready_ms), percent: Math.max(this.state.percent, out.percent), complete: out.complete });
    if (out.lesson_done && !this.done) {
      this.done = true;
      this.options.onDone?.();
    }
    if (document.visibilityState === "hidden") this.maybeMove("hidden");
    else if (this.video.paused) this.maybeMove("pause");
    else if (this.state.waiting) this.maybeMove("stall");
  }

  accessEnded(reason: string): void {
    this.session?.stop();
    this.engine.destroy();
    clearTimeout(this.timer);
    this.phase({ kind: "ended", reason });
  }

  /** A message of the event stream: about this session, this lesson, or a change of rights, after which the server is asked. */
  onAccess(event: { session_id?: string | null; lesson_id?: string | null; reason: string }): void {
    if (event.session_id != null && event.session_id !== this.session?.playback.session_id) return;
    if (event.lesson_id != null && event.lesson_id !== this.options.lessonId) return;
    if (this.state.phase.kind !== "ready") return;
    if (event.session_id == null && event.lesson_id == null) void this.session?.renew();
    else this.accessEnded(event.reason);
  }

  async stopOther(session: string): Promise<void> {
    await this.options.api.close(session);
    this.phase({ kind: "opening" });
    await this.open();
  }

  // The line ----------------------------------------------------------------------------------------------

  private lineLost(): void {
    if (this.state.phase.kind !== "ready") return;
    this.failures += 1;
    const wait = backoff(this.failures);
    clearTimeout(this.timer);
    this.set({ lost: { retryAt: Date.now() + wait } });
    this.timer = setTimeout(() => this.tryNow(), wait);
  }

  /** Does not wait for the next try. */
  readonly tryNow = (): void => {
    clearTimeout(this.timer);
    if (this.state.phase.kind === "ready") {
      this.set({ lost: this.state.lost === null ? null : { retryAt: 0 } });
      void this.session?.wake();
      this.engine.retry();
    } else {
      this.set({ lost: null, phase: { kind: "opening" } });
      void this.open();
    }
  };

  /** Begins anew at the same second, after something that did not mend by itself. */
  readonly reopen = (): void => {
    const { positionMs } = this.state;
    this.session?.stop();
    this.masterUrl = "";
    this.wantsPlay = true;
    this.phase({ kind: "opening" });
    void this.open(positionMs > 0 ? positionMs : undefined);
  };

  private flowing(): void {
    this.failures = 0;
    if (this.state.lost !== null) {
      clearTimeout(this.timer);
      this.set({ lost: null });
      void this.session?.report();
      if (this.wantsPlay) this.play();
    }
  }

  /** The address was refused: a renewal tells whether the grant had run out, has moved, or is over. */
  private async refused(): Promise<void> {
    const session = this.session;
    if (session === undefined || this.state.phase.kind !== "ready") return;
    const renewed = await session.renew();
    if (this.closed || session !== this.session || this.state.phase.kind !== "ready") return;
    if (renewed === undefined || this.failures > 2) this.lineLost();
    else if (!renewed.reload) {
      this.failures += 1;
      this.engine.retry();
    }
  }

  private async reload(url: string): Promise<void> {
    this.masterUrl = url;
    await this.mover.move(url, !this.video.paused || this.wantsPlay);
    this.set({ generation: this.newest.generation });
  }

  maybeMove(moment: "pause" | "seek" | "hidden" | "stall" | "boundary"): void {
    // At its end a lecture stays as it is; who watches it again moves by that very seek.
    if (this.masterUrl === "" || this.state.phase.kind !== "ready" || this.state.lost !== null || this.state.ended || this.mover.moving) return;
    const { generation: newest, since } = this.newest;
    if (!isTimeToMove({ current: this.state.generation, newest, since, now: Date.now(), moment })) return;
    this.set({ generation: newest });
    void this.mover.move(this.masterUrl, !this.video.paused);
  }

  get moving(): boolean {
    return this.mover.moving;
  }

  // The viewer --------------------------------------------------------------------------------------------

  readonly play = (): void => {
    this.wantsPlay = true;
    if (this.state.ended) this.seek(0);
    this.video.play().then(
      () => this.set({ needsPress: false }),
      (error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") {
          this.wantsPlay = false;
          this.set({ needsPress: true });
        }
      },
    );
  };

  readonly pause = (): void => {
    this.wantsPlay = false;
    this.video.pause();
  };

  readonly toggle = (): void => (this.video.paused ? this.play() : this.pause());

  /** Goes to a second that is made; returns false when it had to stop short of the wish. */
  readonly seek = (ms: number): boolean => {
    const { durationMs, readyMs, complete } = this.state;
    const last = complete ? Math.max(0, durationMs - 50) : Math.max(0, readyMs - 1000);
    const target = Math.max(0, Math.min(ms, last));
    this.session?.log.close();
    this.video.currentTime = target / 1000;
    this.set({ positionMs: target, ended: false });
    return ms <= last || complete;
  };

  readonly skip = (ms: number): boolean => this.seek(this.state.positionMs + ms);

  readonly setRate = (rate: number): void => this.prefer({ rate });
  readonly stepRate = (direction: 1 | -1): void => this.prefer({ rate: nextRate(this.state.rate, direction) });
  readonly setQuality = (quality: number | "auto"): void => {
    this.prefer({ quality });
    this.engine.setQuality(quality);
  };
  readonly setVolume = (volume: number): void => this.prefer({ volume: Math.max(0, Math.min(1, volume)), muted: false });
  readonly toggleMute = (): void => this.prefer({ muted: !this.state.muted });

  private prefer(change: Partial<Pick<PlayerState, "volume" | "muted" | "rate" | "quality">>): void {
    this.set(change);
    this.applyPreferences();
    const { volume, muted, rate, quality } = this.state;
    keepPreferences({ volume, muted, rate, quality });
  }

  private applyPreferences(): void {
    const { volume, muted, rate } = this.state;
    this.video.volume = volume;
    this.video.muted = muted;
    // Loading another master resets the speed to the default one.
    this.video.defaultPlaybackRate = rate;
    this.video.playbackRate = rate;
  }

  // What the element tells (see wire-video.ts) --------------------------------------------------------------

  /** Playback runs and stands here now. */
  ticked(): void {
    if (this.mover.moving) return;
    const positionMs = this.video.currentTime * 1000;
    this.set({ positionMs, bufferedMs: bufferedEnd(this.video) });
    if (!this.video.paused && !this.video.seeking) this.session?.tick();
  }

  started(): void {
    this.set({ paused: false, ended: false });
    this.session?.resumed();
  }

  stalled(): void {
    if (this.mover.moving) return;
    this.session?.log.close();
    this.set({ waiting: true });
    this.maybeMove("stall");
    if (atMadeEnd(this.state)) void this.session?.report();
  }

  paused(): void {
    if (this.mover.moving) return;
    this.session?.log.close();
    this.set({ paused: true, waiting: false });
    void this.session?.report();
    this.maybeMove("pause");
  }

  seeked(): void {
    void this.session?.report();
  }

  finished(): void {
    if (this.mover.moving) return;
    this.wantsPlay = false;
    this.session?.log.close();
    this.set({ ended: true, paused: true });
    void this.session?.report();
    this.options.onEnded?.();
  }

  hidden(): void {
    this.maybeMove("hidden");
    void this.session?.report();
  }

  woke(): void {
    void this.session?.wake();
    if (this.state.lost !== null) this.tryNow();
  }

  left(): void {
    this.session?.leave();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.unwire();
    void this.session?.close().then(() => this.options.onClosed?.());
    this.engine.destroy();
  }
}

function bufferedEnd(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index += 1) {
    if (buffered.start(index) <= currentTime + 0.5 && buffered.end(index) >= currentTime) return buffered.end(index) * 1000;
  }
  return currentTime * 1000;
}
