import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { id, me } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const person = (number: number, part: Partial<Schemas["AdminAccount"]> = {}): Schemas["AdminAccount"] => ({
  id: id(number),
  name: `Person ${number}`,
  email: `person${number}@example.org`,
  role: "student",
  blocked_at: null,
  blocked_reason: null,
  created_at: "2026-10-01T10:00:00Z",
  ...part,
});

beforeEach(() => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me({ role: "admin" }));
  answer("get", "/admin/teacher-requests", { items: [], next: null });
  answer("get", "/admin/accounts", { items: [person(1, { role: "admin" }), person(2)], next: null });
});

async function openMenu(name: string) {
  await userEvent.click(await screen.findByRole("button", { name: `Actions: ${name}` }));
}

test("a person is blocked with the reason, after a question", async () => {
  let sent: unknown;
  answer("patch", `/admin/accounts/${id(2)}`, async (request) => {
    sent = await request.json();
    return person(2, { blocked_at: "2026-11-21T10:00:00Z" });
  });
  await renderApp("/admin");
  await openMenu("Person 2");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Block" }));
  const dialog = within(await screen.findByRole("dialog"));
  await userEvent.type(dialog.getByLabelText("Reason"), "spam");
  await userEvent.click(dialog.getByRole("button", { name: "Block" }));
  await waitFor(() => expect(sent).toEqual({ blocked: true, blocked_reason: "spam" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("a refused change stays in the dialog with its reason", async () => {
  refuse("patch", `/admin/accounts/${id(2)}`, 403, "not-admin");
  await renderApp("/admin");
  await openMenu("Person 2");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Change the role" }));
  const dialog = within(await screen.findByRole("dialog"));
  await userEvent.click(dialog.getByRole("button", { name: "Teacher" }));
  await userEvent.click(dialog.getByRole("button", { name: "Save the role" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("Only administrators may do this");
});

test("nobody can change their own row", async () => {
  await renderApp("/admin");
  expect(await screen.findByText("this is you")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Actions: Person 1" })).not.toBeInTheDocument();
});

test("a request to teach is approved where it stands", async () => {
  const request: Schemas["TeacherRequestOut"] = { id: id(50), account: { id: id(2), name: "Person 2", email: "person2@example.org" }, note: "Rust", state: "waiting", created_at: "2026-11-20T10:00:00Z" };
  answer("get", "/admin/teacher-requests", { items: [request], next: null });
  let approved = false;
  answer("post", `/admin/teacher-requests/${id(50)}/approve`, () => {
    approved = true;
    return { ...request, state: "approved" };
  });
  await renderApp("/admin");
  await userEvent.click(await screen.findByRole("button", { name: "Approve the request of Person 2" }));
  await waitFor(() => expect(approved).toBe(true));
});

test.each(["/admin", "/admin/reviews", "/admin/school"])("a student who opens %s learns whose page it is", async (path) => {
  answer("get", "/me", me({ role: "student" }));
  await renderApp(path);
  expect(await screen.findByRole("heading", { name: "A page for administrators" })).toBeVisible();
});
