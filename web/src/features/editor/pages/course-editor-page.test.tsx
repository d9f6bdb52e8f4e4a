import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { beforeEach, expect, test } from "vitest";

import { API } from "@/api/plain";
import type { Schemas } from "@/api/schemas";
import { keepAccess, rememberSignedIn } from "@/api/token";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse, server } from "@/testing/server";

type CourseEdit = Schemas["CourseEdit"];
type LessonEdit = Schemas["LessonEdit"];

const video = (more: Partial<Schemas["VideoOut"]> = {}): Schemas["VideoOut"] => ({ id: "v1", file_name: "adam.mp4", size_bytes: 9_000_000, state: "ready", playable: true, percent: 100, eta_s: null, duration_ms: 125_000, ready_ms: 125_000, width: 1920, height: 1080, failure: null, generation: 2, qualities: [360, 1080], created_at: "2026-11-21T10:00:00Z", ...more });
const lesson = (id: string, title: string, section_id: string, more: Partial<LessonEdit> = {}): LessonEdit => ({ id, section_id, kind: "video", title, body: "", duration_ms: 125_000, video: video({ id: `v-${id}` }), upload: null, required: true, preview: false, opens_at: null, opens_after_days: null, completion_share: 90, link_url: null, file: null, attachments: [], ...more });

const course = (more: Partial<CourseEdit> = {}): CourseEdit => ({
  id: "c1",
  rights: "own",
  ordered: false,
  access_days: null,
  awards_certificate: false,
  certificate_template: "tape",
  final_test_id: null,
  outcomes: [],
  tags: [],
  price: null,
  changes: 0,
  version: 0,
  title: "Machine learning",
  summary: "From a line to a network",
  description: "",
  category_id: null,
  level: "any",
  language: "en",
  cover: null,
  state: "draft",
  outline_version: 7,
  lesson_count: 2,
  student_count: 0,
  duration_ms: 250_000,
  sections: [
    { id: "A", title: "Foundations", lessons: [lesson("l1", "The line", "A"), lesson("l2", "Adam", "A", { video: video({ id: "v-l2", state: "encoding", percent: 43, eta_s: 360 }) })] },
    { id: "B", title: "Networks", lessons: [] },
  ],
  problems: [],
  published_at: null,
  updated_at: "2026-11-21T10:00:00Z",
  ...more,
});

const open = (edit = course(), tab = "") => {
  answer("get", "/courses/:id/edit", edit);
  return renderApp(`/teach/courses/c1${tab}`);
};
const titles = () => [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("button[title]")?.textContent);

beforeEach(() => {
  keepAccess({ token: "t", expiresAt: Date.now() + 900_000 });
  rememberSignedIn(true);
  answer("get", "/me", { id: "a1", name: "Anna", email: "anna@example.org", role: "teacher", language: "en", theme: "system", time_zone: "UTC", teacher_request: null });
  answer("get", "/categories", []);
});

test("each lesson says where its recording stands", async () => {
  const failed = lesson("l3", "Broken", "B", { video: video({ id: "v-l3", state: "failed", playable: false, failure: { slug: "broken-at", at_ms: 65_000 } as Schemas["VideoFailure"] }) });
  const base = course();
  await open({ ...base, sections: [base.sections[0], { id: "B", title: "Networks", lessons: [failed, lesson("l4", "Empty", "B", { video: null })] }] as CourseEdit["sections"] });
  expect(await screen.findByText("Encoding, 43%")).toBeVisible();
  expect(screen.getByText("Playable now")).toBeVisible();
  expect(screen.getByText("about 6 min left")).toBeVisible();
  expect(screen.getByText(/The recording is damaged at 1:05/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Retry" })).toBeVisible();
  expect(screen.getByText("No video yet.")).toBeVisible();
});

test("Alt with an arrow moves a lesson, saves the order with its version, keeps focus and says where it is", async () => {
  const user = userEvent.setup();
  let sent: Schemas["Outline"] | undefined;
  // No stream opens, so the course is read once: a second reading on the way would show the order of before for a moment.
  server.use(http.get(`${API}/events`, () => new Promise<never>(() => undefined)));
  answer("put", "/courses/:id/outline", async (request) => {
    sent = (await request.json()) as Schemas["Outline"];
    const [first, second] = course().sections;
    return course({ outline_version: 8, sections: [{ ...first, lessons: [first?.lessons[1], first?.lessons[0]] }, second] as CourseEdit["sections"] });
  });
  await open();
  const grip = await screen.findByRole("button", { name: /Move the lesson “Adam”/ });
  grip.focus();
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await waitFor(() => expect(sent).toEqual({ version: 7, sections: [{ id: "A", lessons: ["l2", "l1"] }, { id: "B", lessons: [] }] }));
  await screen.findByText(/^Saved at/);
  expect(titles()).toEqual(["Adam", "The line"]);
  expect(screen.getByRole("button", { name: /Move the lesson “Adam”/ })).toHaveFocus();
  expect(screen.getByText("Lesson “Adam”: place 1 of 2 in “Foundations”")).toBeInTheDocument();
});

test("an answer that was overtaken by a saved order does not bring the old one back", async () => {
  const user = userEvent.setup();
  const saved = course({ outline_version: 8, sections: [{ ...course().sections[0], lessons: [...(course().sections[0]?.lessons ?? [])].reverse() }] as CourseEdit["sections"] });
  answer("put", "/courses/:id/outline", saved);
  const { queryClient } = await open();
  (await screen.findByRole("button", { name: /Move the lesson “Adam”/ })).focus();
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await screen.findByText(/^Saved at/);
  await queryClient.refetchQueries({ queryKey: ["course-edit"] });
  expect(titles()).toEqual(["Adam", "The line"]);
});

test("an order that somebody else changed is read again and said", async () => {
  const user = userEvent.setup();
  refuse("put", "/courses/:id/outline", 409, "outline-changed");
  await open();
  const base = course();
  const theirs = course({ outline_version: 8, sections: [...base.sections, { id: "C", title: "Theirs", lessons: [] }] });
  await screen.findByText("Foundations");
  answer("get", "/courses/:id/edit", theirs);
  (await screen.findByRole("button", { name: /Move the lesson “Adam”/ })).focus();
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  expect(await screen.findByRole("button", { name: "Theirs" })).toBeVisible();
  expect(titles()).toEqual(["The line", "Adam"]);
});

test("a name is changed in its place; Escape leaves it", async () => {
  const user = userEvent.setup();
  answer("patch", "/lessons/:id", async (request) => {
    const renamed = lesson("l1", ((await request.json()) as { title: string }).title, "A");
    answer("get", "/courses/:id/edit", course({ sections: [{ id: "A", title: "Foundations", lessons: [renamed] }] }));
    return renamed;
  });
  await open();
  await user.click(await screen.findByRole("button", { name: "The line" }));
  await user.keyboard("{Escape}");
  expect(titles()).toContain("The line");
  await user.click(screen.getByRole("button", { name: "The line" }));
  const field = screen.getByRole("textbox", { name: "Lesson name" });
  await user.clear(field);
  await enter(user, field, "The straight line");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(titles()).toContain("The straight line"));
  expect(await screen.findByText(/^Saved at/)).toBeVisible();
});

test("a course that lacks something is not published but says what it lacks", async () => {
  const user = userEvent.setup();
  await open(course({ problems: ["no-summary", "lesson-without-video"], sections: [{ id: "A", title: "Foundations", lessons: [lesson("l1", "The line", "A", { video: null })] }] }));
  await user.click(await screen.findByRole("button", { name: "Publish" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("There is no summary")).toBeInTheDocument();
  expect(dialog.getByText(/Lessons without a video: “The line”/)).toBeInTheDocument();
});

test("fields save themselves, and a refusal stands at its field", async () => {
  const user = userEvent.setup();
  let sent: unknown;
  answer("patch", "/courses/:id", async (request) => {
    sent = await request.json();
    return course({ summary: "Short" });
  });
  await open(course({ summary: "" }), "?tab=about");
  const summary = await screen.findByRole("textbox", { name: /Summary/ });
  await enter(user, summary, "Short");
  await user.tab();
  await waitFor(() => expect(sent).toEqual({ summary: "Short" }));
  refuse("patch", "/courses/:id", 422, "invalid", { fields: { summary: "too-long" } });
  await enter(user, summary, " but not short enough");
  await user.tab();
  await waitFor(() => expect(summary).toBeInvalid());
});

test("a lesson's rules are set below its row, and Ctrl+Z takes them back", async () => {
  const user = userEvent.setup();
  let now = lesson("l1", "The line", "A");
  const sent: unknown[] = [];
  answer("get", "/courses/:id/edit", () => course({ sections: [{ id: "A", title: "Foundations", lessons: [now] }] }));
  answer("patch", "/lessons/:id", async (request) => {
    const change = (await request.json()) as Partial<LessonEdit>;
    sent.push(change);
    now = { ...now, ...change };
    return now;
  });
  await renderApp("/teach/courses/c1");
  await user.click(await screen.findByRole("button", { name: "Set up the lesson “The line”" }));
  await user.click(screen.getByRole("checkbox", { name: "Free" }));
  expect(await screen.findByText("free")).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Undo: The line: Free" })).toBeEnabled());
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(sent).toEqual([{ preview: true }, { preview: false }]));
  await waitFor(() => expect(screen.getByRole("checkbox", { name: "Free" })).not.toBeChecked());
});

test("half a number is not saved, and a wrong one says its limits", async () => {
  const user = userEvent.setup();
  const sent: unknown[] = [];
  answer("patch", "/lessons/:id", async (request) => {
    sent.push(await request.json());
    return lesson("l1", "The line", "A", { completion_share: 75 });
  });
  await open();
  await user.click(await screen.findByRole("button", { name: "Set up the lesson “The line”" }));
  const share = screen.getByRole("textbox", { name: "Counts once watched, %" });
  await user.clear(share);
  await enter(user, share, "175");
  await user.tab();
  expect(share).toBeInvalid();
  expect(screen.getByText("A whole number from 1 to 100")).toBeVisible();
  await user.clear(share);
  await enter(user, share, "75");
  await user.tab();
  await waitFor(() => expect(sent).toEqual([{ completion_share: 75 }]));
});

test("changes that students do not see are published or thrown away", async () => {
  const user = userEvent.setup();
  let calls = 0;
  answer("post", "/courses/:id/discard", () => {
    calls += 1;
    return course({ state: "published", changes: 0, published_at: "2026-11-21T10:00:00Z" });
  });
  await open(course({ state: "published", changes: 3, published_at: "2026-11-21T10:00:00Z" }));
  const bar = within(await screen.findByRole("region", { name: "3 changes not published." }));
  await user.click(bar.getByRole("button", { name: "Discard" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: "3 changes not published." })).not.toBeInTheDocument());
  expect(calls).toBe(1);
});

test("the owner adds a teacher by e-mail; one who is not there is said at the field", async () => {
  const user = userEvent.setup();
  let all: Schemas["CourseTeacher"][] = [];
  answer("get", "/courses/:id/teachers", () => all);
  refuse("post", "/courses/:id/teachers", 404, "not-found");
  await open(course(), "?tab=teachers");
  const email = await screen.findByRole("textbox", { name: /E-mail/ });
  await enter(user, email, "boris@example.org");
  await user.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText("There is no such teacher in the school")).toBeVisible();
  answer("post", "/courses/:id/teachers", () => (all = [{ id: "a2", name: "Boris", email: "boris@example.org", rights: "edit" }]), 201);
  await user.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText("boris@example.org")).toBeVisible();
  expect(screen.getByRole("button", { name: "Remove from teachers: Boris" })).toBeVisible();
});

test("who was let in to edit finds no teachers to choose and no way to delete", async () => {
  await open(course({ rights: "edit" }), "?tab=about");
  expect(await screen.findByRole("tab", { name: "About" })).toBeVisible();
  expect(screen.queryByRole("tab", { name: "Teachers" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Delete the course" })).not.toBeInTheDocument();
});

test("someone else's course is not shown", async () => {
  refuse("get", "/courses/:id/edit", 404, "not-found");
  await renderApp("/teach/courses/c1");
  expect(await screen.findByRole("heading", { name: "You have no such course" })).toBeVisible();
});
