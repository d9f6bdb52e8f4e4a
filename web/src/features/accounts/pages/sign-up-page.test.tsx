import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { me } from "@/testing/examples";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

async function fillAll() {
  const user = userEvent.setup();
  await enter(user, await screen.findByLabelText("Name"), "Darya Smirnova");
  await enter(user, screen.getByLabelText("E-mail"), "darya@example.org");
  await enter(user, screen.getByLabelText("Password"), "correct horse battery");
  return user;
}

test("the wish to teach and its note go with the account", async () => {
  let sent: Schemas["Register"] | undefined;
  answer("post", "/auth/register", async (request) => {
    sent = (await request.json()) as Schemas["Register"];
    return { access_token: "token", expires_in_s: 900, account: me({ teacher_request: "waiting" }) };
  }, 201);
  answer("get", "/me", me({ teacher_request: "waiting" }));
  answer("get", "/me/learning", { continue: null, courses: [], archived_count: 0 });
  answer("get", "/me/certificates", { items: [], next: null });
  await renderApp("/sign-up");
  const user = await fillAll();
  await user.click(screen.getByLabelText("I want to teach"));
  await enter(user, screen.getByLabelText("About your course"), "Rust for teachers");
  await user.click(screen.getByRole("button", { name: "Make an account" }));
  expect(await screen.findByText("Your courses will be here")).toBeVisible();
  expect(sent).toEqual({ name: "Darya Smirnova", email: "darya@example.org", password: "correct horse battery", language: "en", wants_to_teach: true, note: "Rust for teachers" });
});

test("reasons of the server stand at their fields", async () => {
  refuse("post", "/auth/register", 422, "bad-input", { fields: { password: "too-common" } });
  await renderApp("/sign-up");
  const user = await fillAll();
  await user.click(screen.getByRole("button", { name: "Make an account" }));
  await waitFor(() => expect(screen.getByLabelText("Password")).toBeInvalid());
});

test("a taken e-mail is said at the e-mail", async () => {
  refuse("post", "/auth/register", 409, "email-taken");
  await renderApp("/sign-up");
  const user = await fillAll();
  await user.click(screen.getByRole("button", { name: "Make an account" }));
  expect(await screen.findByText("There is already an account with this e-mail")).toBeVisible();
  expect(screen.getByLabelText("E-mail")).toBeInvalid();
});
