import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { EventHub, OPENED } from "./event-hub";
import type { ServerEvent } from "./event-stream";
import { eventParser } from "./event-stream";

/** Tabs of one browser: each hears the others, at once. */
function browser() {
  const heard = new Set<{ tab: number; listener: (event: MessageEvent) => void }>();
  let tabs = 0;
  const streams: { tab: number; signal: AbortSignal; send: (event: ServerEvent) => void }[] = [];
  return {
    open: () => streams.filter((stream) => !stream.signal.aborted),
    tab: (visible = () => true) => {
      const tab = (tabs += 1);
      const channel = {
        addEventListener: (_: string, listener: (event: MessageEvent) => void) => heard.add({ tab, listener }),
        postMessage: (data: unknown) => {
          for (const each of heard) if (each.tab !== tab) each.listener({ data } as MessageEvent);
        },
      } as unknown as BroadcastChannel;
      return new EventHub({
        channel,
        visible,
        read: ({ signal, onEvent, onOpen }) => {
          streams.push({ tab, signal, send: onEvent });
          onOpen();
          return Promise.resolve();
        },
      });
    },
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("opens one stream for all tabs and all hear it", () => {
  const { tab, open } = browser();
  const heard = [vi.fn(), vi.fn(), vi.fn()];
  for (const listener of heard) {
    tab().on("video", listener);
    vi.advanceTimersByTime(400);
  }
  vi.advanceTimersByTime(20_000);
  expect(open()).toHaveLength(1);
  open()[0]?.send({ event: "video", data: { id: "v1" } });
  for (const listener of heard) expect(listener).toHaveBeenCalledExactlyOnceWith({ id: "v1" });
});

it("tabs that open at the same moment agree on one", () => {
  const { tab, open } = browser();
  const [first, second, third] = [tab(), tab(), tab()];
  for (const hub of [first, second, third]) hub.on("video", () => undefined);
  vi.advanceTimersByTime(10_000);
  expect(open()).toHaveLength(1);
});

it("another tab takes over when the leader closes, and says that the stream opened anew", () => {
  const { tab, open } = browser();
  const leader = tab();
  leader.on("video", () => undefined);
  vi.advanceTimersByTime(1000);
  const other = tab();
  const opened = vi.fn();
  other.on(OPENED, opened);
  vi.advanceTimersByTime(1000);
  expect(opened).not.toHaveBeenCalled();
  leader.stop();
  vi.advanceTimersByTime(100);
  expect(open().map((stream) => stream.tab)).toEqual([2]);
  expect(opened).toHaveBeenCalledOnce();
});

it("a hidden tab does not become the leader", () => {
  const { tab, open } = browser();
  let visible = false;
  tab(() => visible).on("video", () => undefined);
  vi.advanceTimersByTime(30_000);
  expect(open()).toHaveLength(0);
  visible = true;
  vi.advanceTimersByTime(3000);
  expect(open()).toHaveLength(1);
});

it("closes the stream when nobody listens", () => {
  const { tab, open } = browser();
  const off = tab().on("video", () => undefined);
  vi.advanceTimersByTime(1000);
  off();
  expect(open()).toHaveLength(0);
});

it("reads events cut anywhere, and skips heartbeats and what is not JSON", () => {
  const parse = eventParser();
  expect(parse(": beat\n\nevent: vid")).toEqual([]);
  expect(parse('eo\ndata: {"id":1}\n')).toEqual([]);
  expect(parse("\nevent: x\ndata: nonsense\n\n")).toEqual([{ event: "video", data: { id: 1 } }]);
  expect(parse('event: account\r\ndata: {}\r\n\r\n')).toEqual([{ event: "account", data: {} }]);
});
