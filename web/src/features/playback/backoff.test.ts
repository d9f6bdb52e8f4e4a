import { expect, it } from "vitest";

import { backoff } from "./backoff";

it("grows to fifteen seconds and stays there", () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backoff(failures, () => 0))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

it("spreads tries of many viewers by at most a fifth", () => {
  expect(backoff(1, () => 0.5)).toBe(1100);
  expect(backoff(9, () => 1)).toBe(18_000);
});
