import { expect, test } from "vitest";

import { tapeLengths } from "./tape-lengths";

test("text takes half of a usual video, never more than four minutes", () => {
  expect(tapeLengths([600_000, 0])).toEqual([600_000, 240_000]);
  expect(tapeLengths([120_000, 0, 120_000])).toEqual([120_000, 60_000, 120_000]);
});

test("lessons too short to be seen are drawn as half a minute", () => {
  expect(tapeLengths([1_000, 40_000])).toEqual([30_000, 40_000]);
});

test("a course of texts is cut evenly", () => {
  expect(new Set(tapeLengths([0, 0, 0])).size).toBe(1);
});
