import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { courseCard, id, me } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer } from "@/testing/server";

function learning(): Schemas["Learning"] {
  const course = courseCard(1, { enrolled: true, done_lessons: 1, done_places: [0] });
  return { continue: null, archived_count: 0, courses: [{ course, done_lessons: 1, lesson_count: 2, percent: 50, last_seen_at: "2026-11-20T10:00:00Z", completed_at: null, archived_at: null, ends_at: null, leaves_at: null, continue_lesson_id: id(202), continue_place: 1 }] };
}

const days = [
  { day: "2026-11-19", watched_ms: 2_700_000, lessons_done: 2, tests_done: 0 },
  { day: "2026-11-20", watched_ms: 0, lessons_done: 0, tests_done: 1 },
];

function signIn(activity: Schemas["Activity"]) {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me());
  answer("get", "/me/learning", learning());
  answer("get", "/me/activity", activity);
  answer("get", "/me/certificates", { items: [], next: null });
}

test("the calendar says what was done on each day, and arrows go from day to day", async () => {
  signIn({ from: "2025-11-17", to: "2026-11-20", days, streak_days: 2 });
  await renderApp("/cabinet");
  const grid = await screen.findByRole("grid", { name: /Days of learning/ });
  expect(screen.getByText("2 days in a row · 2 days in a year")).toBeVisible();
  expect(within(grid).getAllByRole("gridcell")).toHaveLength(369);
  expect(within(grid).getByRole("gridcell", { name: /^19 November 2026: 45.min watched, 2 lessons done$/ })).toBeVisible();
  const today = within(grid).getByRole("gridcell", { name: "20 November 2026: 1 test handed in" });
  expect(today).toHaveAttribute("tabindex", "0");
  today.focus();
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toHaveAccessibleName(/^19 November 2026/);
  await userEvent.keyboard("{ArrowLeft}");
  expect(document.activeElement).toHaveAccessibleName("12 November 2026: nothing");
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
  expect(document.activeElement).toHaveAccessibleName(/^20 November 2026/);
});

test("who has done nothing yet reads what will stand there", async () => {
  signIn({ from: "2025-11-17", to: "2026-11-20", days: [], streak_days: 0 });
  await renderApp("/cabinet", "ru");
  expect(await screen.findByText(/Здесь отметятся дни/)).toBeVisible();
  expect(screen.getByText(/^50/)).toBeVisible();
});
