import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { API } from "@/api/plain";
import type { AttemptOut, AttemptResult } from "@/features/quizzes/api/types";
import { startI18n } from "@/i18n/i18n";
import { answer, server } from "@/testing/server";
import { theme } from "@/ui/theme";

import { AttemptPage } from "./attempt-page";

const options = [
  { id: "a", text: "Lower the step" },
  { id: "b", text: "Collect more data" },
];
const attempt = (more: Partial<AttemptOut> = {}): AttemptOut => ({
  id: "at1",
  lesson_id: "t1",
  course_id: "c1",
  number: 1,
  state: "open",
  paging: "all",
  questions: [
    { prompt: "What now?", points: 100, penalty: 0, body: { kind: "single", options } },
    { prompt: "How many?", points: 100, penalty: 0, body: { kind: "number" } },
  ],
  answers: {},
  seq: 0,
  started_at: "2026-11-21T14:00:00Z",
  deadline_at: null,
  server_now: new Date().toISOString(),
  ...more,
});
const result: AttemptResult = { id: "at1", lesson_id: "t1", course_id: "c1", number: 1, state: "graded", started_at: "2026-11-21T14:00:00Z", submitted_at: "2026-11-21T14:10:00Z", points: 100, max: 200, percent: 50, passed: false, pass_percent: 60, questions: [], watch_again: [{ lesson_id: "v1", second: 760, question_index: 1 }] };

async function open(shown: AttemptOut) {
  await startI18n("en");
  answer("get", "/attempts/at1", shown as never);
  answer("get", "/lessons/t1/quiz", { settings: { attempts: 3, show: "answers" }, attempts: [], can_start: true, attempts_left: 2 } as never);
  const page = () => <AttemptPage attemptId="at1" lessonId="t1" courseId="c1" title="Optimisation" lessonTitle={() => "Descent"} next={undefined} />;
  const router = createRouter({ routeTree: createRootRoute({ component: page }), history: createMemoryHistory() });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test("an answer is saved as it is given, and handing in names what is not answered", async () => {
  const saved: unknown[] = [];
  server.use(
    http.put(`${API}/attempts/at1/answers/:index`, async ({ request, params }) => {
      saved.push([params["index"], ((await request.json()) as { answer: unknown }).answer]);
      return HttpResponse.json({ saved_at: "2026-11-21T14:05:00Z", seq: 1 });
    }),
  );
  answer("post", "/attempts/at1/submit", result as never);
  answer("get", "/attempts/at1/result", result as never);
  await open(attempt());
  await userEvent.click(await screen.findByRole("radio", { name: "Lower the step" }));
  expect(await screen.findByText(/Answer saved at/)).toBeVisible();
  expect(saved).toEqual([["0", { kind: "single", option: "a" }]]);
  await userEvent.click(screen.getByRole("button", { name: "Hand in the test" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText("1 question is not answered")).toBeVisible();
  expect(dialog.getByRole("button", { name: "Question 2" })).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Hand in" }));
  expect(await screen.findByRole("heading", { name: "Test not passed, 50%" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Watch again from 12:40" })).toHaveAttribute("href", "/learn/c1/v1?t=760");
});

test("without a line the answer is kept, said so, survives a reload, and is sent when the page is left", async () => {
  server.use(http.put(`${API}/attempts/at1/answers/:index`, () => HttpResponse.error()));
  const page = await open(attempt());
  await userEvent.click(await screen.findByRole("radio", { name: "Collect more data" }));
  expect((await screen.findAllByText(/kept on this device/))[0]).toBeVisible();
  expect(localStorage.getItem("lectern-answer-at1-0")).toContain('"b"');
  answer("put", "/attempts/at1/answers/:index", { saved_at: "2026-11-21T14:05:00Z", seq: 1 });
  page.unmount();
  await waitFor(() => expect(localStorage.getItem("lectern-answer-at1-0")).toBeNull());
});

test("at zero the test hands itself in", async () => {
  answer("put", "/attempts/at1/answers/:index", { saved_at: "2026-11-21T14:05:00Z", seq: 1 });
  let handedIn = 0;
  answer("get", "/attempts/at1/result", result as never);
  answer("post", "/attempts/at1/submit", () => {
    handedIn += 1;
    return result as never;
  });
  await open(attempt({ deadline_at: new Date(Date.now() - 1000).toISOString() }));
  expect(await screen.findByRole("heading", { name: "Test not passed, 50%" })).toBeVisible();
  await waitFor(() => expect(handedIn).toBe(1));
});
