import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LineLost, Problem } from "@/api/problem";

import type { Playback, PlaybackApi, ReportOut } from "./api/playback";
import type { SessionEvents, Standing } from "./session";
import { PlaybackSession } from "./session";

const START = new Date("2026-11-21T10:00:00Z").getTime();
const soon = (s: number) => new Date(Date.now() + s * 1000).toISOString();

function playback(): Playback {
  return { session_id: "s1", master_url: "/v/t/v/master.m3u8", generation: 1, duration_ms: 600_000, ready_ms: 600_000, percent: 50, complete: false, position_ms: 0, poster_url: null, streams: { playing: 1, limit: 3 }, expires_at: soon(600) };
}

const out = (more: Partial<ReportOut> = {}): ReportOut => ({ generation: 1, ready_ms: 600_000, percent: 50, complete: false, lesson_done: false, reload: false, expires_at: soon(600), ...more });

function setUp(standing: Standing = { position_ms: 0, paused: false, rate: 1 }) {
  const api = {
    open: vi.fn<PlaybackApi["open"]>(),
    report: vi.fn<PlaybackApi["report"]>(() => Promise.resolve(out())),
    renew: vi.fn<PlaybackApi["renew"]>(() => Promise.resolve({ expires_at: soon(600), reload: false, master_url: "/v/t2/v/master.m3u8" })),
    close: vi.fn<PlaybackApi["close"]>(() => Promise.resolve()),
    leave: vi.fn<PlaybackApi["leave"]>(),
  };
  const events = { onReport: vi.fn(), onReload: vi.fn(), onGone: vi.fn(), onEnded: vi.fn() } satisfies SessionEvents;
  const session = new PlaybackSession(api, playback(), () => standing, events);
  const play = async (s: number) => {
    for (let step = 0; step < s * 4; step += 1) {
      await vi.advanceTimersByTimeAsync(250);
      standing.position_ms += 250 * standing.rate;
      session.tick();
    }
  };
  session.tick();
  session.start();
  return { api, events, session, standing, play };
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: START });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => vi.useRealTimers());

describe("reports", () => {
  it("tells what was watched every ten seconds", async () => {
    const { api, play } = setUp();
    await play(20.5);
    expect(api.report).toHaveBeenCalledTimes(2);
    const spans = api.report.mock.calls.flatMap(([, report]) => report.watched);
    expect(spans[0]?.[0]).toBe(0);
    expect(spans[1]?.[0]).toBe(spans[0]?.[1]);
    expect(spans[1]?.[1]).toBeGreaterThan(19_000);
  });

  it("says every thirty seconds that a paused player is still there, with nothing watched", async () => {
    const { api } = setUp({ position_ms: 5000, paused: true, rate: 1 });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(api.report).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2000);
    expect(api.report).toHaveBeenCalledExactlyOnceWith("s1", { position_ms: 5000, watched: [], paused: true });
  });

  it("keeps what was watched while the line is down and tells it all when it is back", async () => {
    const { api, play } = setUp();
    api.report.mockRejectedValue(new LineLost());
    await play(30);
    api.report.mockClear();
    api.report.mockImplementation(() => Promise.resolve(out()));
    await play(16);
    const first = api.report.mock.calls[0]?.[1].watched;
    expect(first).toHaveLength(1);
    expect(first?.[0]?.[0]).toBe(0);
    expect(first?.[0]?.[1]).toBeGreaterThan(30_000);
    expect(localStorage.length).toBe(0);
  });

  it("does not lose what was watched when the server is busy", async () => {
    const { api, play } = setUp();
    api.report.mockRejectedValueOnce(new Problem({ type: "busy", title: "busy", status: 503 }));
    await play(13);
    expect(api.report.mock.calls.at(-1)?.[1].watched[0]?.[0]).toBe(0);
  });

  it("a report that is refused is not sent for ever", async () => {
    const { api, play, events } = setUp();
    api.report.mockRejectedValueOnce(new Problem({ type: "invalid", title: "forged", status: 422 }));
    await play(21);
    expect(api.report.mock.calls.at(-1)?.[1].watched[0]?.[0]).toBeGreaterThan(9000);
    expect(events.onEnded).not.toHaveBeenCalled();
  });

  it("what an earlier visit could not tell is told under its own session", async () => {
    localStorage.setItem("lectern-unsent-s0", JSON.stringify({ session: "s0", position_ms: 9000, watched: [[0, 9000]], at: START - 1000 }));
    const { api } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    expect(api.report).toHaveBeenCalledWith("s0", { position_ms: 9000, watched: [[0, 9000]], paused: true });
    expect(localStorage.getItem("lectern-unsent-s0")).toBeNull();
  });

  it("a page that is left sends its last word without waiting and keeps a copy", async () => {
    const { api, session, play } = setUp();
    await play(4);
    session.leave();
    expect(api.leave).toHaveBeenCalledExactlyOnceWith("s1", expect.objectContaining({ watched: [[0, 4000]] }));
    expect(localStorage.getItem("lectern-unsent-s1")).not.toBeNull();
  });
});

describe("grant", () => {
  it("is renewed before it ends", async () => {
    const { api } = setUp({ position_ms: 0, paused: true, rate: 1 });
    api.report.mockRejectedValue(new LineLost());
    await vi.advanceTimersByTimeAsync(545_000);
    expect(api.renew).toHaveBeenCalledOnce();
  });

  it("is renewed at once after the lid was closed for hours, and one time only", async () => {
    const { api, session } = setUp({ position_ms: 0, paused: true, rate: 1 });
    vi.setSystemTime(START + 8 * 3600 * 1000);
    await Promise.all([session.wake(), session.wake()]);
    expect(api.renew).toHaveBeenCalledOnce();
  });

  it("a new address is handed on exactly once", async () => {
    const { api, session, events } = setUp();
    api.renew.mockImplementation(() => Promise.resolve({ expires_at: soon(600), reload: true, master_url: "/v/new/v/master.m3u8" }));
    api.report.mockImplementation(() => Promise.resolve(out({ reload: true })));
    await session.report();
    expect(events.onReload).toHaveBeenCalledExactlyOnceWith("/v/new/v/master.m3u8");
  });

  it("lost access stops everything and says why", async () => {
    const { api, events, session } = setUp();
    api.report.mockRejectedValue(new Problem({ type: "access-ended", title: "over", status: 403, reason: "left" }));
    await session.report();
    expect(events.onEnded).toHaveBeenCalledExactlyOnceWith("left");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(api.report).toHaveBeenCalledOnce();
    expect(api.renew).not.toHaveBeenCalled();
  });

  it("a forgotten session is opened again", async () => {
    const { api, events, session } = setUp();
    api.report.mockRejectedValue(new Problem({ type: "not-found", title: "gone", status: 404 }));
    await session.report();
    expect(events.onGone).toHaveBeenCalledOnce();
  });

  it("closing reports first and then gives the stream back", async () => {
    const { api, session, play } = setUp();
    await play(3);
    await session.close();
    expect(api.report).toHaveBeenCalledExactlyOnceWith("s1", expect.objectContaining({ watched: [[0, 3000]] }));
    expect(api.close).toHaveBeenCalledOnce();
  });
});
