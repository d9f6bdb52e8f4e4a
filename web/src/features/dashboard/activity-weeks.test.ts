import { expect, test } from "vitest";

import { levelOf, monthsOf, weeksOf } from "./activity-weeks";

const done = (day: string, minutes: number, lessons = 0) => ({ day, watched_ms: minutes * 60_000, lessons_done: lessons, tests_done: 0 });

test("weeks begin on Monday and end today", () => {
  const weeks = weeksOf({ from: "2026-11-09", to: "2026-11-18", days: [done("2026-11-17", 5)], streak_days: 2 });
  expect(weeks.map((week) => week.length)).toEqual([7, 3]);
  expect(weeks[0]?.[0]?.day).toBe("2026-11-09");
  expect(weeks[1]?.map((day) => day.watched_ms)).toEqual([0, 300_000, 0]);
});

test("a month stands over its weeks, across the change of clocks too", () => {
  const weeks = weeksOf({ from: "2026-03-16", to: "2026-04-08", days: [], streak_days: 0 });
  expect(monthsOf(weeks)).toEqual([
    { month: "2026-03", weeks: 3 },
    { month: "2026-04", weeks: 1 },
  ]);
});

test("a lesson done is never nothing", () => {
  expect([done("d", 0), done("d", 0, 1), done("d", 1), done("d", 20), done("d", 45), done("d", 90)].map(levelOf)).toEqual([0, 1, 1, 2, 3, 4]);
});
