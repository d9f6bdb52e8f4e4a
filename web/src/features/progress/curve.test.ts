import { expect, test } from "vitest";

import { columns, hottest } from "./curve";

const curve = (watched: number[], views: number[], bucket_s = 1) => ({ lesson_id: "", course_id: "", title: "", viewers: 9, bucket_s, length_s: watched.length * bucket_s, watched, views });

test("columns keep the peaks", () => {
  expect(columns([1, 9, 2, 3, 4], 10)).toEqual([1, 9, 2, 3, 4]);
  expect(columns([1, 9, 2, 3, 4], 3)).toEqual([9, 3, 4]);
  expect(columns([], 3)).toEqual([]);
});

test("hot is what is watched again, not what is watched by many", () => {
  const watched = Array.from({ length: 100 }, (_, second) => (second < 50 ? 9 : 2));
  const views = watched.map((count, second) => count + (second >= 60 && second < 65 ? 3 : 0));
  expect(hottest(curve(watched, views))).toEqual([{ second: 60, viewers: 2, again: 3 }]);
  expect(hottest(curve(watched, watched))).toEqual([]);
});

test("moments stand apart, the hottest first", () => {
  const watched = Array.from({ length: 200 }, () => 5);
  const views = watched.map((count, second) => count + ({ 10: 2, 12: 4, 60: 1, 100: 3, 180: 2 }[second] ?? 0));
  expect(hottest(curve(watched, views)).map(({ second }) => second)).toEqual([12, 100, 180]);
  expect(hottest(curve(watched, views, 10), 2).map(({ second }) => second)).toEqual([120, 1000]);
});
