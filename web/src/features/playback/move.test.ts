import { expect, it } from "vitest";

import { isTimeToMove } from "./move";

const at = (moment: "pause" | "seek" | "hidden" | "stall" | "boundary", waited: number, newest = 2) => isTimeToMove({ current: 1, newest, since: 1000, now: 1000 + waited, moment });

it("moves at once when nobody looks or everything stops anyway", () => {
  for (const moment of ["pause", "seek", "hidden", "stall"] as const) expect(at(moment, 0)).toBe(true);
});

it("waits half a minute for such a moment before it takes a boundary", () => {
  expect(at("boundary", 29_999)).toBe(false);
  expect(at("boundary", 30_000)).toBe(true);
});

it("never moves to the same or an older generation", () => {
  expect(at("pause", 60_000, 1)).toBe(false);
  expect(at("boundary", 60_000, 0)).toBe(false);
});
