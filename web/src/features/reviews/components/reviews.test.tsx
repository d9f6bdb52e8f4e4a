import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { courseCard, id, me } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const COURSE = id(101);

function page(part: Partial<Schemas["CoursePage"]> = {}): Schemas["CoursePage"] {
  return { ...courseCard(1), description_html: "", sections: [], outcomes: [], ordered: false, access_days: null, updated_at: "2026-11-12T10:00:00Z", star_counts: [0, 0, 0, 1, 3], rating: 4.33, review_count: 4, completed_percent: null, percent: null, teacher_courses: 1, teacher_students: 3, enrolment: null, can_edit: false, ...part };
}

function review(number: number, part: Partial<Schemas["Review"]> = {}): Schemas["Review"] {
  return { id: id(700 + number), author: { id: id(800 + number), name: `Reader ${number}` }, stars: 5, text: `Words ${number}`, created_at: "2026-11-20T10:00:00Z", updated_at: "2026-11-20T10:00:00Z", answer: null, hidden: false, ...part };
}

const standing: Schemas["OwnReview"] = { review: null, refusal: null, done_lessons: 2, needed_lessons: 1, can_answer: false };

function open({ own, reviews = [review(1)], account = me() }: { own?: Schemas["OwnReview"]; reviews?: Schemas["Review"][]; account?: Schemas["Me"] }) {
  if (own !== undefined) {
    keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
    answer("get", "/me", account);
    answer("get", `/courses/${COURSE}/review`, own);
  }
  answer("get", `/courses/${COURSE}`, page());
  answer("get", `/courses/${COURSE}/related`, { by: "topic", courses: [courseCard(9)] });
  answer("get", `/courses/${COURSE}/reviews`, (request) => {
    const stars = new URL(request.url).searchParams.get("stars");
    return { items: stars === null ? reviews : reviews.filter((each) => String(each.stars) === stars), next: null };
  });
  return renderApp(`/courses/${COURSE}`);
}

test("a visitor reads the average, the words and what is on the same topic", async () => {
  await open({ reviews: [review(1), review(2, { stars: 4, answer: { text: "Thank you", author: { id: id(2), name: "Anna Vorontsova" }, at: "2026-11-21T10:00:00Z" } })] });
  expect(await screen.findByText("Words 1")).toBeVisible();
  expect(screen.getByText("Thank you")).toBeVisible();
  expect(screen.getByText("from 4 people who did a part of the course")).toBeVisible();
  expect(await screen.findByRole("link", { name: "Course 9" })).toBeVisible();
  expect(screen.queryByRole("button", { name: /Report/ })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Rated 4: 1 review" }));
  await waitFor(() => expect(screen.queryByText("Words 1")).not.toBeInTheDocument());
  expect(screen.getByText("Words 2")).toBeVisible();
});

test("stars are given with the keyboard and the review is sent", async () => {
  await open({ own: standing });
  await userEvent.click(await screen.findByRole("button", { name: "Write a review" }));
  const sent: unknown[] = [];
  answer("put", `/courses/${COURSE}/review`, async (request) => {
    sent.push(await request.json());
    return review(3, { stars: 4 });
  });
  await userEvent.click(screen.getByRole("button", { name: "Publish the review" }));
  expect(screen.getByText("Choose how many stars")).toBeVisible();
  const stars = within(screen.getByRole("group", { name: "Rating" })).getAllByRole("radio");
  stars[2]?.focus();
  await userEvent.keyboard(" {ArrowRight}");
  expect(stars[3]).toBeChecked();
  await userEvent.type(screen.getByLabelText("What was useful, what was missing"), "Dense");
  await userEvent.click(screen.getByRole("button", { name: "Publish the review" }));
  await waitFor(() => expect(sent).toEqual([{ stars: 4, text: "Dense" }]));
});

test("who has done too little is told how much is wanted; a refusal stays in the form", async () => {
  await open({ own: { ...standing, refusal: "too-early", done_lessons: 1, needed_lessons: 3 } });
  expect(await screen.findByText("A review can be written once 3 lessons are done. Done so far: 1.")).toBeVisible();
});

test("a refusal keeps what was written", async () => {
  await open({ own: { ...standing, review: review(5, { text: "Mine" }) } });
  expect(await screen.findByText("Your review")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Change" }));
  refuse("put", `/courses/${COURSE}/review`, 422, "bad-input", { fields: { text: "too-long" } });
  await userEvent.click(screen.getByRole("button", { name: "Save the review" }));
  await waitFor(() => expect(screen.getByLabelText("What was useful, what was missing")).toBeInvalid());
  expect(screen.getByLabelText("What was useful, what was missing")).toHaveValue("Mine");
});

test("a teacher answers, a learner reports", async () => {
  await open({ own: { ...standing, refusal: "own-course", can_answer: true } });
  await userEvent.click(await screen.findByRole("button", { name: "Answer" }));
  let said: unknown;
  answer("put", `/reviews/${id(701)}/answer`, async (request) => {
    said = await request.json();
    return review(1);
  });
  await userEvent.type(screen.getByLabelText("Answer to the review"), "Thanks");
  await userEvent.click(screen.getByRole("button", { name: "Publish the answer" }));
  await waitFor(() => expect(said).toEqual({ text: "Thanks" }));
});

test("an admin hides what was reported", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me({ role: "admin" }));
  const row = { review: review(1), course: { id: COURSE, title: "Course 1" }, reports: [{ by: { id: id(9), name: "Ivan" }, reason: "spam" as const, note: "An advertisement", at: "2026-11-20T10:00:00Z" }] };
  let items = [row];
  answer("get", "/admin/reviews", () => ({ items, next: null }));
  answer("post", `/admin/reviews/${id(701)}/moderate`, () => {
    items = [];
    return row;
  });
  await renderApp("/admin/reviews");
  expect(await screen.findByText("An advertisement")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Hide the review" }));
  expect(await screen.findByText("No reports")).toBeVisible();
});
