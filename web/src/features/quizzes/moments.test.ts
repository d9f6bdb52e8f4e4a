import { expect, test } from "vitest";

import { reached } from "./moments";

const moments = [
  { id: "a", second: 10 },
  { id: "b", second: 20.5 },
];

test("a moment is asked when playing reaches it, once", () => {
  expect(reached(moments, 9_800, 10_050)?.id).toBe("a");
  expect(reached(moments, 10_050, 10_300)).toBeUndefined();
  expect(reached(moments, 20_400, 20_500)?.id).toBe("b");
});

test("jumping over moments or back asks nothing", () => {
  expect(reached(moments, 1_000, 15_000)).toBeUndefined();
  expect(reached(moments, 15_000, 9_000)).toBeUndefined();
});
