import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { me } from "@/testing/examples";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

async function fill(email: string, password: string) {
  const user = userEvent.setup();
  await enter(user, await screen.findByLabelText("E-mail"), email);
  await enter(user, screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("main").querySelector("button[type=submit]") ?? document.body);
}

test("a wrong password is said at the password, and which of the two is wrong is not", async () => {
  refuse("post", "/auth/sign-in", 401, "wrong-credentials");
  await renderApp("/sign-in");
  await fill("darya@example.org", "not this one");
  expect(await screen.findByText("E-mail or password do not match")).toBeVisible();
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("E-mail or password do not match");
  expect(screen.getByLabelText("E-mail")).toBeInvalid();
});

test("too many attempts say how long to wait", async () => {
  refuse("post", "/auth/sign-in", 429, "too-many-attempts", { retry_after_s: 900 });
  await renderApp("/sign-in");
  await fill("darya@example.org", "not this one");
  expect(await screen.findByRole("alert")).toHaveTextContent(/15\s*min/);
});

test("empty fields are not sent", async () => {
  await renderApp("/sign-in"); // an unanswered request would fail the test
  await userEvent.click(await screen.findByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("Enter your e-mail")).toBeVisible();
  expect(screen.getByText("Enter the password")).toBeVisible();
});

test("a lost line is not a wrong password", async () => {
  refuse("post", "/auth/sign-in", 502, "gateway");
  await renderApp("/sign-in");
  await fill("darya@example.org", "correct horse battery");
  expect(await screen.findByRole("alert")).toHaveTextContent(/server failed/i);
});

test("after signing in the wanted page opens", async () => {
  answer("post", "/auth/sign-in", { access_token: "token", expires_in_s: 900, account: me() });
  answer("get", "/me", me());
  const { router } = await renderApp("/sign-in?back=%2Fsettings");
  await fill("darya@example.org", "correct horse battery");
  await waitFor(() => expect(router.state.location.pathname).toBe("/settings"));
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
});

test("a page of another site is never opened after signing in", async () => {
  answer("post", "/auth/sign-in", { access_token: "token", expires_in_s: 900, account: me() });
  answer("get", "/me", me());
  answer("get", "/me/learning", { continue: null, courses: [], archived_count: 0 });
  answer("get", "/me/certificates", { items: [], next: null });
  const { router } = await renderApp("/sign-in?back=%2F%2Fevil.example%2Fx");
  await fill("darya@example.org", "correct horse battery");
  await waitFor(() => expect(router.state.location.pathname).toBe("/cabinet"));
});

test("a guest who opens the cabinet is asked to sign in and brought back", async () => {
  const { router } = await renderApp("/cabinet");
  expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeVisible();
  expect(router.state.location.search).toEqual({ back: "/cabinet" });
});
