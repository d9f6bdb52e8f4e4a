import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { courseCard, id, me } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const COURSE = id(101);
const LESSONS = [
  { id: id(201), kind: "text" as const, title: "Notes", duration_ms: 0 },
  { id: id(202), kind: "text" as const, title: "More notes", duration_ms: 0 },
];

function page(part: Partial<Schemas["CoursePage"]> = {}): Schemas["CoursePage"] {
  return { ...courseCard(1), description_html: "<p>Words of the teacher</p>", sections: [{ id: id(301), title: "Basics", lessons: LESSONS.map((lesson) => ({ ...lesson, done: null, percent: null, preview: false, required: true })) }], outcomes: [], tags: [], ordered: false, access_days: null, awards_certificate: false, percent: null, updated_at: "2026-11-12T10:00:00Z", star_counts: [0, 0, 0, 0, 0], completed_percent: null, teacher_courses: 1, teacher_students: 3, enrolment: null, can_edit: false, ...part };
}

const enrolment = { course_id: COURSE, source: "free" as const, created_at: "2026-11-21T10:00:00Z", last_lesson_id: null, completed_at: null, ends_at: null };

function learn(done: boolean): Schemas["LearnView"] {
  return {
    course: { id: COURSE, title: "Course 1", cover: null, teacher: { id: id(2), name: "Anna Vorontsova" } },
    sections: [{ id: id(301), title: "Basics", lessons: LESSONS.map((lesson) => ({ ...lesson, done, position_ms: 0, watched_ms: 0, percent: done ? 100 : 0, playable: true, required: true, preview: false, state: "open" as const, opens_at: null, until_lesson_id: null })) }],
    continue: null,
    ordered: false,
    awards_certificate: false,
    final_test_id: null,
    version: 1,
    previewing: false,
    completed_at: null,
    ends_at: null,
    done_lessons: done ? 2 : 0,
    percent: done ? 100 : 0,
    lesson_count: 2,
    can_edit: false,
  };
}

// Other features' parts of the page.
beforeEach(() => {
  answer("get", `/courses/${COURSE}/reviews`, { items: [], next: null });
  answer("get", `/courses/${COURSE}/review`, { review: null, refusal: "not-enrolled", done_lessons: 0, needed_lessons: 1, can_answer: false });
  answer("get", `/courses/${COURSE}/related`, { by: "topic", courses: [] });
});

test("a guest is asked to sign in and is brought back to the course", async () => {
  answer("get", `/courses/${COURSE}`, page());
  const { router } = await renderApp(`/courses/${COURSE}`);
  await userEvent.click((await screen.findAllByRole("button", { name: "Sign in and enrol" }))[0] ?? document.body);
  await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
  expect(router.state.location.search).toEqual({ back: `/courses/${COURSE}` });
});

test("lessons are links only for who may open them", async () => {
  answer("get", `/courses/${COURSE}`, page());
  await renderApp(`/courses/${COURSE}`);
  expect(await screen.findByText("Notes")).toBeVisible();
  expect(screen.queryByRole("link", { name: /Notes/ })).not.toBeInTheDocument();
});

test("enrolling opens the first lesson, and a text lesson is marked as read", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  let read = false;
  answer("get", "/me", me());
  answer("get", `/courses/${COURSE}`, page());
  answer("post", `/courses/${COURSE}/enrol`, enrolment, 201);
  answer("get", `/courses/${COURSE}/learn`, () => learn(read));
  const view = () => ({ id: id(201), course_id: COURSE, kind: "text" as const, title: "Notes", body_html: "<p>Read me</p>", duration_ms: 0, done: read, removed: false, required: true, preview: false, completion_share: 90, link_url: null, file: null, attachments: [] });
  answer("get", `/lessons/${id(201)}`, view);
  answer("post", `/lessons/${id(201)}/complete`, () => {
    read = true;
    return view();
  });
  const { router } = await renderApp(`/courses/${COURSE}`);
  await userEvent.click((await screen.findAllByRole("button", { name: "Enrol in the course" }))[0] ?? document.body);
  expect(await screen.findByText("Read me")).toBeVisible();
  expect(router.state.location.pathname).toBe(`/learn/${COURSE}/${id(201)}`);
  await userEvent.click(screen.getByRole("button", { name: "Mark as read" }));
  expect(await screen.findByText("Read")).toBeVisible();
});

test("a lesson of a course one is not enrolled in leads to the course", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me());
  refuse("get", `/courses/${COURSE}/learn`, 403, "not-enrolled");
  await renderApp(`/learn/${COURSE}/${id(201)}`);
  expect(await screen.findByRole("heading", { name: "Enrol in the course first" })).toBeVisible();
});

test("a course that is not there is said to be absent", async () => {
  refuse("get", `/courses/${COURSE}`, 404, "not-found");
  await renderApp(`/courses/${COURSE}`);
  expect(await screen.findByRole("heading", { name: "There is no such page" })).toBeVisible();
});

test("learning goes on at the lesson that the server names, and of a closed course at its page", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me());
  answer("get", `/courses/${COURSE}`, page());
  answer("get", `/courses/${COURSE}/learn`, { ...learn(false), continue: { lesson_id: id(202), position_ms: 0 } });
  refuse("get", `/lessons/${id(202)}`, 403, "lesson-locked", { lesson_id: id(201) });
  const first = await renderApp(`/learn/${COURSE}`);
  await waitFor(() => expect(first.router.state.location.pathname).toBe(`/learn/${COURSE}/${id(202)}`));
  first.unmount();
  refuse("get", `/courses/${COURSE}/learn`, 403, "not-enrolled");
  const second = await renderApp(`/learn/${COURSE}`);
  await waitFor(() => expect(second.router.state.location.pathname).toBe(`/courses/${COURSE}`));
});
