import { expect, it } from "vitest";

import { nearest } from "./engine";

it("a chosen quality that a lesson lacks becomes the next one below, else the lowest", () => {
  expect(nearest([1080, 480, 720], 720)).toBe(720);
  expect(nearest([1080, 480], 720)).toBe(480);
  expect(nearest([1080, 720], 360)).toBe(720);
  expect(nearest([], 720)).toBeUndefined();
});
