import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { id, me } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const NUMBER = "LC-2026-7KQF-3XNP";

const checked = (part: Partial<Schemas["Checked"]> = {}): Schemas["Checked"] => ({
  state: "valid",
  number: NUMBER,
  holder_name: "Darya Smirnova",
  course_id: id(100),
  course_title: "How music works",
  teacher_name: "Anna Vorontsova",
  school_name: "The School",
  issued_at: "2026-10-21T10:00:00Z",
  lesson_count: 14,
  hours: 8,
  score: 92,
  watched: 97,
  language: "en",
  reason: null,
  changed_at: null,
  replaced_by: null,
  checked_at: "2026-11-21T10:00:00Z",
  yours: false,
  can_download: false,
  can_reissue: false,
  can_rename: false,
  can_revoke: false,
  ...part,
});

test("a typed number leads to what the school says of it, without an account", async () => {
  answer("get", `/certificates/${NUMBER}`, checked());
  const { router } = await renderApp("/check");
  await userEvent.type(await screen.findByLabelText("Certificate number"), NUMBER);
  await userEvent.click(screen.getByRole("button", { name: "Check" }));
  expect(await screen.findByRole("heading", { name: "The certificate is genuine" })).toBeVisible();
  expect(router.state.location.pathname).toBe(`/check/${NUMBER}`);
  const facts = within(screen.getByRole("region", { name: "What is printed on the certificate" }));
  for (const said of ["Darya Smirnova", "How music works", "92%", "97%"]) expect(facts.getByText(said)).toBeVisible();
  expect(screen.queryByRole("button", { name: /Revoke|Download|Correct/ })).not.toBeInTheDocument();
});

test("revoked, replaced and unknown ones say so", async () => {
  answer("get", `/certificates/${NUMBER}`, checked({ state: "revoked", reason: "Not their own work", changed_at: "2026-11-03T10:00:00Z" }));
  const { unmount } = await renderApp(`/check/${NUMBER}`);
  expect(await screen.findByText("Revoked on 3 November 2026. Reason: Not their own work")).toBeVisible();
  unmount();
  answer("get", `/certificates/${NUMBER}`, checked({ state: "withdrawn", changed_at: "2026-11-03T10:00:00Z", replaced_by: "LC-2026-AAAA-AAAA" }));
  const second = await renderApp(`/check/${NUMBER}`);
  expect(await screen.findByRole("link", { name: "LC-2026-AAAA-AAAA" })).toHaveAttribute("href", "/check/LC-2026-AAAA-AAAA");
  second.unmount();
  answer("get", "/certificates/nonsense", checked({ state: "unknown", number: "nonsense", holder_name: null, course_title: null }));
  await renderApp("/check/nonsense");
  expect(await screen.findByRole("heading", { name: "There is no such number" })).toBeVisible();
});

test("the school revokes with a reason; a refusal stays in the dialog", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me({ role: "teacher" }));
  answer("get", `/certificates/${NUMBER}`, checked({ can_revoke: true }));
  refuse("post", `/certificates/${NUMBER}/revoke`, 409, "certificate-not-in-force");
  await renderApp(`/check/${NUMBER}`);
  await userEvent.click(await screen.findByRole("button", { name: "Revoke" }));
  const dialog = within(await screen.findByRole("dialog"));
  const go = dialog.getByRole("button", { name: "Revoke the certificate" });
  expect(go).toBeDisabled();
  await userEvent.type(dialog.getByLabelText("Reason"), "Not their own work");
  await userEvent.click(go);
  expect(await dialog.findByText("This certificate is no longer in force. Reload the page.")).toBeVisible();
  let sent: unknown;
  answer("post", `/certificates/${NUMBER}/revoke`, async (request) => {
    sent = await request.json();
    return checked({ state: "revoked" });
  });
  await userEvent.click(go);
  await waitFor(() => expect(sent).toEqual({ reason: "Not their own work" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});

test("the bell counts what is new and says it in the reader's language", async () => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me());
  answer("get", `/certificates/${NUMBER}`, checked());
  answer("get", "/me/notifications/unread", { count: 1 });
  answer("get", "/me/notifications", { items: [{ id: id(9), kind: "certificate-issued", params: { course: "How music works", number: NUMBER }, link: `/check/${NUMBER}`, created_at: "2026-11-21T10:00:00Z", read_at: null }], next: null });
  let read: unknown;
  answer("post", "/me/notifications/read", async (request) => {
    read = await request.json();
    return {};
  });
  await renderApp("/check", "ru");
  await userEvent.click(await screen.findByRole("button", { name: /^Уведомления: 1\sновое$/ }));
  await userEvent.click(await screen.findByRole("link", { name: /How music works/ }));
  expect(await screen.findByRole("heading", { name: "Сертификат подлинный" })).toBeVisible();
  await waitFor(() => expect(read).toEqual({ last: id(9) }));
});

test("a chosen file is checked, and one that was changed after issue is told from one that was not", async () => {
  answer("post", "/badges/verify", { verdict: "ours", as_issued: true, checked: checked() });
  await renderApp("/check");
  const choose = async (name: string) => {
    await screen.findByRole("button", { name: "Choose a file" });
    const input = document.querySelector<HTMLInputElement>("input[type=file]");
    if (input === null) throw new Error("no field for a file");
    await userEvent.upload(input, new File(["%PDF"], name, { type: "application/pdf" }));
  };
  await choose("a.pdf");
  expect(await screen.findByText(/signature is right and the certificate is in force/)).toBeVisible();
  answer("post", "/badges/verify", { verdict: "ours", as_issued: false, checked: checked() });
  await choose("b.pdf");
  expect(await screen.findByText(/The file itself was changed/)).toBeVisible();
  answer("post", "/badges/verify", { verdict: "not-ours", as_issued: null, checked: null });
  await choose("c.pdf");
  expect(await screen.findByText("“c.pdf”: the signature does not fit. The file was changed, or another school issued it.")).toBeVisible();
});
