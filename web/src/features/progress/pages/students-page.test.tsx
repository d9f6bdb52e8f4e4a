import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { API } from "@/api/plain";
import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { id, me } from "@/testing/examples";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse, server } from "@/testing/server";

const COURSE = id(101);
const LESSON = id(201);
const PATH = `/courses/${COURSE}/students`;

function student(number: number, name: string, part: Partial<Schemas["StudentOut"]> = {}): Schemas["StudentOut"] {
  return { account: { id: id(number), name, email: `${number}@example.org` }, enrolled_at: "2026-11-01T10:00:00Z", last_seen_at: "2026-11-20T10:00:00Z", percent: 50, done_lessons: 1, lesson_count: 2, watched_ms: 600_000, stuck: null, at_risk: false, completed_at: null, ...part };
}

const page = (items: Schemas["StudentOut"][], part: Partial<Schemas["StudentPage"]> = {}): Schemas["StudentPage"] => ({ course_title: "Algebra", items, next: null, counts: { all: 2, at_risk: 1, stuck: 1, done: 0 }, ...part });

function curve(part: Partial<Schemas["WatchCurve"]> = {}): Schemas["WatchCurve"] {
  const watched = Array.from({ length: 120 }, (_, second) => (second < 60 ? 4 : 2));
  const views = watched.map((count, second) => count + (second >= 30 && second < 40 ? 3 : 0));
  return { lesson_id: LESSON, course_id: COURSE, title: "Matrices", length_s: 120, bucket_s: 1, viewers: 4, watched, views, ...part };
}

beforeEach(() => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me({ role: "teacher" }));
});

test("a filter and a search go to the address and to the server, and each state is said in words", async () => {
  const asked: URLSearchParams[] = [];
  answer("get", PATH, (request) => {
    const query = new URL(request.url).searchParams;
    asked.push(query);
    const stuck = student(2, "Boris", { at_risk: true, stuck: { lesson_id: LESSON, title: "Matrices", since: "2026-11-10T10:00:00Z", failed: true } });
    return page(query.get("show") === "stuck" ? [stuck] : [student(1, "Anna"), stuck]);
  });
  const { router } = await renderApp(`/teach/courses/${COURSE}/students`);
  const anna = (await screen.findByRole("link", { name: "Anna" })).closest("tr") ?? document.body;
  expect(within(anna).getByText("Gets on")).toBeVisible();
  expect(within(anna).getByText(/50% · 1 of 2 lessons/)).toBeVisible();
  expect(screen.getByText("The test “Matrices” failed twice, 10 November 2026")).toBeVisible();
  expect(screen.getByRole("link", { name: "Boris" })).toHaveAttribute("href", `/teach/courses/${COURSE}/students/${id(2)}`);
  await userEvent.click(screen.getByRole("button", { name: /^Stuck/ }));
  await waitFor(() => expect(screen.queryByRole("link", { name: "Anna" })).not.toBeInTheDocument());
  expect(screen.getByText("No lesson done for three days, or one test failed twice.")).toBeVisible();
  await enter(userEvent.setup(), screen.getByRole("textbox", { name: "Name or e-mail" }), "bor");
  await waitFor(() => expect(asked.at(-1)?.get("q")).toBe("bor"));
  expect(asked.at(-1)?.get("show")).toBe("stuck");
  expect(router.state.location.search).toEqual({ show: "stuck", q: "bor" });
});

test("the next part is asked by its key", async () => {
  answer("get", PATH, (request) => (new URL(request.url).searchParams.get("after") === "key" ? page([student(2, "Boris")], { counts: null }) : page([student(1, "Anna")], { next: "key" })));
  await renderApp(`/teach/courses/${COURSE}/students`);
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("link", { name: "Boris" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Anna" })).toBeVisible();
});

test("a course without students says how they come", async () => {
  answer("get", PATH, page([], { counts: { all: 0, at_risk: 0, stuck: 0, done: 0 } }));
  await renderApp(`/teach/courses/${COURSE}/students`, "ru");
  expect(await screen.findByText("Пока никто не записался")).toBeVisible();
});

test("an empty filter says what would stand there", async () => {
  answer("get", PATH, page([], { counts: { all: 3, at_risk: 0, stuck: 0, done: 0 } }));
  await renderApp(`/teach/courses/${COURSE}/students?show=at-risk`);
  expect(await screen.findByText(/Everyone has come within the week/)).toBeVisible();
});

test("who may not see the students reads why", async () => {
  refuse("get", PATH, 403, "not-yours");
  await renderApp(`/teach/courses/${COURSE}/students`);
  expect(await screen.findByRole("button", { name: "Try again" })).toBeVisible();
});

test("the table is the whole list under the same filter", async () => {
  answer("get", PATH, page([student(1, "Anna")]));
  let asked = "";
  server.use(
    http.get(`${API}${PATH}.csv`, ({ request }) => {
      asked = new URL(request.url).search;
      return new HttpResponse("name\r\n", { headers: { "Content-Type": "text/csv" } });
    }),
  );
  const kept: string[] = [];
  URL.createObjectURL = (blob) => String(kept.push((blob as Blob).type));
  URL.revokeObjectURL = () => undefined;
  await renderApp(`/teach/courses/${COURSE}/students?show=done`);
  await userEvent.click(await screen.findByRole("button", { name: "Download the table" }));
  await waitFor(() => expect(kept).toHaveLength(1));
  expect(asked).toBe("?show=done");
});

test("hard questions lead to the statistics of their test", async () => {
  answer("get", PATH, page([]));
  answer("get", `/courses/${COURSE}/failing-questions`, {
    course_title: "Algebra",
    questions: [{ question_id: id(301), lesson_id: LESSON, lesson_title: "Check", in_video: false, html: { prompt: "<p>What is a matrix?</p>" }, answers: 4, wrong: 3, percent: 25 }],
  } satisfies Schemas["FailingQuestions"]);
  await renderApp(`/teach/courses/${COURSE}/students?tab=questions`);
  expect(await screen.findByText("What is a matrix?")).toBeVisible();
  expect(screen.getByText("25% of the points earned · 3 wrong of 4 answers")).toBeVisible();
  expect(screen.getByRole("link", { name: "Statistics of the test “Check”" })).toHaveAttribute("href", `/teach/courses/${COURSE}/tests/${LESSON}?tab=statistics`);
});

test("one student is told lesson by lesson", async () => {
  const lesson = { id: LESSON, section: "Basics", kind: "test" as const, title: "Check", duration_ms: 0, required: true, removed: false, percent: 0, done_at: null, watched_ms: 0, last_watched_at: null };
  const attempt = { id: id(401), number: 1, state: "graded" as const, submitted_at: "2026-11-10T10:00:00Z", points: 100, max: 400, percent: 25, passed: false };
  answer("get", `${PATH}/${id(1)}`, { course_title: "Algebra", student: student(1, "Anna"), lessons: [{ ...lesson, attempts: [attempt] }, { ...lesson, id: id(202), kind: "video", title: "Matrices", done_at: "2026-11-11T10:00:00Z", percent: 100, watched_ms: 60_000, attempts: [] }] } satisfies Schemas["StudentView"]);
  await renderApp(`/teach/courses/${COURSE}/students/${id(1)}`);
  expect(await screen.findByRole("heading", { name: "Anna" })).toBeVisible();
  expect(screen.getByText("25%, not passed")).toBeVisible();
  expect(screen.getByRole("link", { name: "Matrices" })).toHaveAttribute("href", `/teach/courses/${COURSE}/lessons/${id(202)}/curve`);
});

test("arrow keys read the curve out, and hot moments lead to their second", async () => {
  answer("get", `/lessons/${LESSON}/curve`, curve());
  await renderApp(`/teach/courses/${COURSE}/lessons/${LESSON}/curve`);
  const chart = await screen.findByRole("slider", { name: "Time in the lecture" });
  expect(chart).toHaveAttribute("aria-valuetext", "0:00 — 4 people (100%), 4 views");
  chart.focus();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
  expect(chart).toHaveAttribute("aria-valuetext", "0:30 — 4 people (100%), 7 views");
  await userEvent.keyboard("{End}");
  expect(chart).toHaveAttribute("aria-valuetext", "1:59 — 2 people (50%), 2 views");
  expect(screen.getByRole("link", { name: "0:30" })).toHaveAttribute("href", `/learn/${COURSE}/${LESSON}?t=30`);
  expect(screen.getByText("watched again 3 times, seen by 4 people")).toBeVisible();
});

test("a lecture that nobody has watched says so", async () => {
  answer("get", `/lessons/${LESSON}/curve`, curve({ viewers: 0, watched: [], views: [], length_s: 0 }));
  await renderApp(`/teach/courses/${COURSE}/lessons/${LESSON}/curve`, "ru");
  expect(await screen.findByText("Эту лекцию пока никто не смотрел")).toBeVisible();
});
