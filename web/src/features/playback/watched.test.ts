import { describe, expect, it } from "vitest";

import { union, WatchLog } from "./watched";

describe("union", () => {
  it("joins what overlaps or touches and sorts the rest", () => {
    expect(union([[50, 60], [0, 10], [10, 20], [15, 30], [70, 70]])).toEqual([[0, 30], [50, 60]]);
  });

  it("bridges gaps up to the given length", () => {
    expect(union([[0, 10], [12, 20]], 2)).toEqual([[0, 20]]);
    expect(union([[0, 10], [13, 20]], 2)).toEqual([[0, 10], [13, 20]]);
  });
});

describe("WatchLog", () => {
  const play = (log: WatchLog, from: number, to: number, rate = 1, clock = 0) => {
    for (let at = from; at <= to; at += 250 * rate) log.tick(at, clock + (at - from) / rate, rate);
  };

  it("records what was played", () => {
    const log = new WatchLog();
    play(log, 5000, 15_000);
    expect(log.take()).toEqual([[5000, 15_000]]);
    expect(log.take()).toEqual([]);
  });

  it("goes on without a gap after a report", () => {
    const log = new WatchLog();
    play(log, 0, 10_000);
    expect(log.take()).toEqual([[0, 10_000]]);
    play(log, 10_250, 20_000, 1, 10_250);
    expect(log.take()).toEqual([[10_000, 20_000]]);
  });

  it("counts double speed as watched", () => {
    const log = new WatchLog();
    play(log, 0, 20_000, 2);
    expect(log.take()).toEqual([[0, 20_000]]);
  });

  it("does not count a jump, forward or back", () => {
    const log = new WatchLog();
    log.tick(0, 0, 1);
    log.tick(1000, 1000, 1);
    log.tick(60_000, 1250, 1); // a jump nobody announced
    log.tick(61_000, 2250, 1);
    log.tick(30_000, 2500, 1);
    log.tick(31_000, 3500, 1);
    expect(log.take()).toEqual([[0, 1000], [30_000, 31_000], [60_000, 61_000]]);
  });

  it("a pause ends the span: what is skipped meanwhile is not watched", () => {
    const log = new WatchLog();
    log.tick(0, 0, 1);
    log.tick(2000, 2000, 1);
    log.close();
    log.tick(3000, 500_000, 1);
    log.tick(4000, 501_000, 1);
    expect(log.take()).toEqual([[0, 2000], [3000, 4000]]);
  });
});
