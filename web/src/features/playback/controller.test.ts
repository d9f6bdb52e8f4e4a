import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LineLost, Problem } from "@/api/problem";

import type { Playback, PlaybackApi, ReportOut } from "./api/playback";
import { PlayerController } from "./controller";
import type { EngineEvents } from "./engine";

const soon = (s = 600) => new Date(Date.now() + s * 1000).toISOString();
const playback = (more: Partial<Playback> = {}): Playback => ({ session_id: "s1", master_url: "/v/t/v/master.m3u8", generation: 1, duration_ms: 600_000, ready_ms: 600_000, percent: 100, complete: true, position_ms: 0, poster_url: null, streams: { playing: 1, limit: 3 }, expires_at: soon(), ...more });
const report = (more: Partial<ReportOut> = {}): ReportOut => ({ generation: 1, ready_ms: 600_000, percent: 100, complete: true, lesson_done: false, reload: false, expires_at: soon(), ...more });

/** An element that plays when it is told to; jsdom has no media. */
function fakeVideo(): HTMLVideoElement {
  const video = document.createElement("video");
  let [paused, second] = [true, 0];
  Object.defineProperties(video, {
    paused: { get: () => paused },
    readyState: { get: () => 4 },
    currentTime: { get: () => second, set: (value: number) => (second = value) },
    buffered: { value: { length: 0, start: () => 0, end: () => 0 } },
  });
  video.play = () => {
    paused = false;
    video.dispatchEvent(new Event("play"));
    return Promise.resolve();
  };
  video.pause = () => {
    paused = true;
    video.dispatchEvent(new Event("pause"));
  };
  return video;
}

async function setUp(open: Playback | Error = playback(), options: { startAtMs?: number } = {}) {
  const api = {
    open: vi.fn<PlaybackApi["open"]>(() => (open instanceof Error ? Promise.reject(open) : Promise.resolve(open))),
    report: vi.fn<PlaybackApi["report"]>(() => Promise.resolve(report())),
    renew: vi.fn<PlaybackApi["renew"]>(() => Promise.resolve({ expires_at: soon(), reload: false, master_url: "/v/t/v/master.m3u8" })),
    close: vi.fn<PlaybackApi["close"]>(() => Promise.resolve()),
    leave: vi.fn<PlaybackApi["leave"]>(),
  };
  const engine = { load: vi.fn(), retry: vi.fn(), setQuality: vi.fn(), destroy: vi.fn(), fatal: 0 };
  let events: EngineEvents | undefined;
  const video = fakeVideo();
  const [onEnded, onDone] = [vi.fn(), vi.fn()];
  const player = new PlayerController({ lessonId: "l1", video, api, engine: (_, given) => ((events = given), engine), onEnded, onDone, ...options });
  await player.open();
  if (events === undefined) throw new Error("no engine was made");
  const at = (second: number) => {
    video.currentTime = second;
    video.dispatchEvent(new Event("timeupdate"));
  };
  return { api, engine, events, video, player, at, onEnded, onDone };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("opening", () => {
  it("goes on where another device stopped", async () => {
    const { engine, player } = await setUp(playback({ position_ms: 127_000 }));
    expect(engine.load).toHaveBeenCalledExactlyOnceWith("/v/t/v/master.m3u8", 127_000);
    expect(player.state).toMatchObject({ phase: { kind: "ready" }, paused: false });
  });

  it("a link to a moment goes before the kept place", async () => {
    const { engine } = await setUp(playback({ position_ms: 127_000 }), { startAtMs: 42_000 });
    expect(engine.load).toHaveBeenCalledExactlyOnceWith(expect.anything(), 42_000);
  });

  it("begins anew when the lesson was watched to its end", async () => {
    const { engine } = await setUp(playback({ position_ms: 599_000 }));
    expect(engine.load).toHaveBeenCalledExactlyOnceWith(expect.anything(), 0);
  });

  it("does not start behind what is made", async () => {
    const { engine, player } = await setUp(playback({ position_ms: 400_000, ready_ms: 60_000, complete: false }));
    expect(engine.load).toHaveBeenCalledExactlyOnceWith(expect.anything(), 59_000);
    expect(player.seek(300_000)).toBe(false);
    expect(player.state.positionMs).toBe(59_000);
  });

  it("a lesson that is being prepared opens by itself", async () => {
    const { api, player } = await setUp(new Problem({ type: "not-playable", title: "no", status: 409, state: "encoding", percent: 12, failure: null }));
    expect(player.state.phase).toEqual({ kind: "preparing", percent: 12 });
    api.open.mockResolvedValue(playback());
    await vi.advanceTimersByTimeAsync(3000);
    expect(player.state.phase).toEqual({ kind: "ready" });
  });

  it("a recording that failed says so and is not asked for again", async () => {
    const { api, player } = await setUp(new Problem({ type: "not-playable", title: "no", status: 409, state: "failed", percent: 0 }));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(player.state.phase).toEqual({ kind: "failed", detail: "video" });
    expect(api.open).toHaveBeenCalledOnce();
  });

  it("too many streams: stopping one opens this", async () => {
    const playing = [{ session_id: "s9", lesson_title: "Adam", device: "Firefox" }];
    const { api, player } = await setUp(new Problem({ type: "streams-limit", title: "no", status: 409, limit: 1, playing }));
    expect(player.state.phase).toEqual({ kind: "limit", limit: 1, playing });
    api.open.mockResolvedValue(playback());
    await player.stopOther("s9");
    expect(api.close).toHaveBeenCalledExactlyOnceWith("s9");
    expect(player.state.phase).toEqual({ kind: "ready" });
  });

  it("waits for a server that does not answer", async () => {
    const { api, player } = await setUp(new LineLost());
    expect(player.state.lost).not.toBeNull();
    api.open.mockResolvedValue(playback());
    await vi.advanceTimersByTimeAsync(1000);
    expect(player.state).toMatchObject({ phase: { kind: "ready" }, lost: null });
  });
});

describe("while it plays", () => {
  it("a dropped line is tried again by itself, and what comes clears the words", async () => {
    const { engine, events, player } = await setUp();
    events.onLost();
    expect(player.state.lost).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    expect(engine.retry).toHaveBeenCalledOnce();
    events.onLost();
    await vi.advanceTimersByTimeAsync(1900);
    expect(engine.retry).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(200);
    expect(engine.retry).toHaveBeenCalledTimes(2);
    events.onFlowing();
    expect(player.state.lost).toBeNull();
  });

  it("a grant that has run out is renewed, and the same address goes on", async () => {
    const { api, engine, events, player } = await setUp();
    events.onRefused();
    await vi.advanceTimersByTimeAsync(0);
    expect(api.renew).toHaveBeenCalledOnce();
    expect(engine.retry).toHaveBeenCalledOnce();
    expect(engine.load).toHaveBeenCalledOnce();
    expect(player.state.phase).toEqual({ kind: "ready" });
  });

  it("access that was taken away stops it and says why", async () => {
    const { api, engine, events, player } = await setUp();
    api.renew.mockRejectedValue(new Problem({ type: "access-ended", title: "no", status: 403, reason: "left" }));
    events.onRefused();
    await vi.advanceTimersByTimeAsync(0);
    expect(player.state.phase).toEqual({ kind: "ended", reason: "left" });
    expect(engine.destroy).toHaveBeenCalled();
  });

  it("hears only of its own session and lesson", async () => {
    const { api, player } = await setUp();
    player.onAccess({ session_id: "other", reason: "stopped" });
    player.onAccess({ lesson_id: "other", reason: "left" });
    expect(player.state.phase).toEqual({ kind: "ready" });
    api.renew.mockResolvedValueOnce({ expires_at: new Date(Date.now() + 60_000).toISOString(), reload: false, master_url: "/v/t/v/master.m3u8" });
    player.onAccess({ reason: "changed" });
    await vi.advanceTimersByTimeAsync(0);
    expect(api.renew).toHaveBeenCalledOnce();
    expect(player.state.phase.kind).toBe("ready");
    player.onAccess({ session_id: "s1", reason: "stopped" });
    expect(player.state.phase).toEqual({ kind: "ended", reason: "stopped" });
  });

  it("moves to a newer generation at a pause, at the same second", async () => {
    const { api, engine, player, at } = await setUp();
    api.report.mockResolvedValue(report({ generation: 2 }));
    at(30);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(engine.load).toHaveBeenCalledOnce();
    player.pause();
    expect(engine.load).toHaveBeenLastCalledWith("/v/t/v/master.m3u8", 30_000);
    expect(player.state).toMatchObject({ generation: 2, paused: true });
  });

  it("moves at a boundary when half a minute brought nothing better", async () => {
    const { api, engine, events, at } = await setUp();
    api.report.mockResolvedValue(report({ generation: 2 }));
    at(30);
    await vi.advanceTimersByTimeAsync(12_000);
    events.onBoundary();
    expect(engine.load).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(30_000);
    events.onBoundary();
    expect(engine.load).toHaveBeenCalledTimes(2);
  });

  it("tells the page once when the lesson counts", async () => {
    const { api, onDone } = await setUp();
    api.report.mockResolvedValue(report({ lesson_done: true }));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(onDone).toHaveBeenCalledOnce();
  });

  it("a session that the server forgot is opened again at the same second", async () => {
    const { api, engine, at } = await setUp();
    at(77);
    api.report.mockRejectedValueOnce(new Problem({ type: "not-found", title: "gone", status: 404 }));
    api.open.mockResolvedValue(playback({ session_id: "s2", master_url: "/v/t2/v/master.m3u8" }));
    await vi.advanceTimersByTimeAsync(13_000);
    expect(engine.load).toHaveBeenLastCalledWith("/v/t2/v/master.m3u8", 77_000);
  });
});

it("remembers volume, speed and quality on this device", async () => {
  const first = await setUp();
  first.player.setRate(1.5);
  first.player.setVolume(0.3);
  first.player.setQuality(480);
  const second = await setUp();
  expect(second.player.state).toMatchObject({ rate: 1.5, volume: 0.3, quality: 480 });
  expect(second.video.playbackRate).toBe(1.5);
  expect(second.engine.setQuality).toHaveBeenCalledWith(480);
});
