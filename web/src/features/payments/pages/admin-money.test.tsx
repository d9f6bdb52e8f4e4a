import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";

import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { id, me, order, refund } from "@/testing/examples";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const ORDER = id(501);
const event = (part: Partial<Schemas["PaymentEventOut"]> = {}): Schemas["PaymentEventOut"] => ({ id: id(701), provider: "test", provider_event_id: "evt_1", source: "webhook", order_id: null, kind: "paid", payment_id: "tp_1", state: "unmatched", problem: "no-order", raw: {}, received_at: "2026-11-21T10:00:00Z", applied_at: null, ...part });
const whole = (part: Partial<Schemas["AdminOrder"]> = {}): Schemas["AdminOrder"] => ({
  order: order(1),
  buyer: { id: id(1), name: "Darya Smirnova", email: "darya@example.org" },
  teacher: { id: id(2), name: "Anna Vorontsova", share_points: 7000 },
  provider_payment_id: "tp_1",
  fee_minor: 14_210,
  teacher_minor: 333_053,
  refundable_minor: 490_000,
  events: [event({ state: "applied", problem: null, order_id: ORDER })],
  ledger: [{ kind: "payment", reference: "tp_1", currency: "RUB", entries: [{ account: "provider:test", minor: 490_000 }, { account: "buyer", minor: -490_000 }], created_at: "2026-11-21T10:02:00Z" }],
  ...part,
});

beforeEach(() => {
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me({ role: "admin" }));
});

test("orders are looked for by words and state, which stand in the address", async () => {
  const asked: string[] = [];
  answer("get", "/admin/orders", (request) => {
    asked.push(new URL(request.url).search);
    return { items: [], next: null };
  });
  const { router } = await renderApp("/admin/orders?state=paid");
  expect(await screen.findByText("No such orders. Try other words or another state.")).toBeVisible();
  await enter(userEvent.setup(), screen.getByRole("textbox", { name: "Number, name, e-mail or course" }), "darya");
  await waitFor(() => expect(router.state.location.search).toEqual({ q: "darya", state: "paid" }));
  await waitFor(() => expect(asked.at(-1)).toContain("q=darya"));
  expect(asked[0]).toContain("state=paid");
});

test("a part is given back after a question, with its reason, once", async () => {
  const sent: unknown[] = [];
  answer("get", `/admin/orders/${ORDER}`, whole());
  answer("post", `/admin/orders/${ORDER}/refunds`, async (request) => (sent.push(await request.json()), whole({ order: order(1, { refunds: [refund(1, { state: "waiting", amount_minor: 100_000 })] }) })), 201);
  await renderApp(`/admin/orders/${ORDER}`);
  const user = userEvent.setup();
  const amount = await screen.findByLabelText("Amount, RUB");
  expect(amount).toHaveValue("4900");
  await user.click(screen.getByRole("button", { name: "Return the money" }));
  expect(screen.getByText("Write why")).toBeVisible();
  await user.clear(amount);
  await enter(user, amount, "5000");
  expect(screen.getByText("No more than ₽4,900 can be returned")).toBeVisible();
  await user.clear(amount);
  await enter(user, amount, "1000");
  await enter(user, screen.getByLabelText("Reason"), "Was ill");
  await user.click(screen.getByRole("button", { name: "Return the money" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByText(/That is a part: the course stays open/)).toBeVisible();
  expect(sent).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Return" }));
  expect(await screen.findByText(/The payment system is asked/)).toBeVisible();
  expect(sent).toEqual([{ amount_minor: 100_000, reason: "Was ill" }]);
  // What is on its way is no longer there to be returned.
  expect(screen.getByLabelText("Amount, RUB")).toHaveValue("3900");
});

test("a refund that the server refuses says why at its field", async () => {
  answer("get", `/admin/orders/${ORDER}`, whole());
  refuse("post", `/admin/orders/${ORDER}/refunds`, 422, "bad-input", { fields: { amount_minor: "too-much" }, left_minor: 1 });
  await renderApp(`/admin/orders/${ORDER}`);
  const user = userEvent.setup();
  await enter(user, await screen.findByLabelText("Reason"), "Was ill");
  await user.click(screen.getByRole("button", { name: "Return the money" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Return" }));
  expect(await screen.findByText("That is more than is left")).toBeVisible();
});

test("an order shows its books, which come to nothing, and what was said of it", async () => {
  answer("get", `/admin/orders/${ORDER}`, whole());
  await renderApp(`/admin/orders/${ORDER}`);
  const books = within(await screen.findByRole("table", { name: "Books of the order" }));
  expect(books.getByRole("row", { name: /Sum, always zero.*₽0.00/ })).toBeVisible();
  expect(books.getByText("Held by the test bank")).toBeVisible();
  expect(screen.getByText("evt_1")).toBeVisible();
  expect(screen.queryByRole("button", { name: /Try the event/ })).not.toBeInTheDocument();
});

test("an event that fits no order is tried again from the page of money", async () => {
  let tried = false;
  answer("get", "/admin/reconciliation", { days: [], balances: [], unmatched_events: 1, waiting_orders: 0, open_refunds: 0, failed_refunds: 0, check: { checked_at: "2026-11-21T03:00:00Z", orders: 1, transfers: 4, problems: [{ kind: "paid-without-place", order_id: ORDER }] } });
  answer("get", "/admin/payment-events", () => ({ items: tried ? [] : [event()], next: null }));
  answer("post", `/admin/payment-events/${id(701)}/retry`, () => ((tried = true), null), 202);
  await renderApp("/admin/money");
  expect(await screen.findByText(/There is no order of this number/)).toBeVisible();
  expect(await screen.findByText(/Paid, and the course is not open/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try the event evt_1 again" }));
  expect(await screen.findByText("Every event has found its order.")).toBeVisible();
});

test("a coupon is made from its fields and stopped in its row", async () => {
  const coupon: Schemas["CouponOut"] = { id: id(801), code: "AUTUMN10", percent_points: 1000, fixed_minor: null, currency: null, valid_from: null, valid_until: null, max_uses: 10, max_per_person: 1, course_ids: [], enabled: true, uses: 3, created_at: "2026-11-21T10:00:00Z" };
  let made: unknown;
  let list: Schemas["CouponOut"][] = [];
  answer("get", "/admin/coupons", () => ({ items: list, next: null }));
  answer("get", "/courses", { items: [], next: null });
  answer("post", "/admin/coupons", async (request) => {
    made = await request.json();
    list = [coupon];
    return coupon;
  }, 201);
  answer("patch", `/admin/coupons/${id(801)}`, async (request) => {
    list = [{ ...coupon, ...((await request.json()) as object) }];
    return coupon;
  });
  await renderApp("/admin/coupons");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New coupon" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Make the coupon" }));
  expect(dialog.getByText("From 0.01 to 100")).toBeVisible();
  await enter(user, dialog.getByLabelText("Code"), "autumn10");
  await enter(user, dialog.getByLabelText("Per cent off"), "10");
  await enter(user, dialog.getByLabelText("Uses in all"), "10");
  await user.click(dialog.getByRole("button", { name: "Make the coupon" }));
  expect(await screen.findByText("3 of 10")).toBeVisible();
  expect(made).toMatchObject({ code: "autumn10", percent_points: 1000, max_uses: 10, max_per_person: 1 });
  await user.click(screen.getByRole("button", { name: "Stop the coupon AUTUMN10" }));
  expect(await screen.findByText("stopped")).toBeVisible();
});

test("a teacher sees the share of each course for the days in the address", async () => {
  answer("get", "/me", me({ role: "teacher" }));
  let asked = "";
  answer("get", "/teaching/earnings", (request) => {
    asked = new URL(request.url).search;
    return { from: "2026-11-01", to: "2026-11-21", share_percent: 70, courses: [{ course_id: id(101), title: "Course 1", currency: "RUB", sales: 2, paid_minor: 980_000, refunded_minor: 0, fee_minor: 28_420, earned_minor: 666_106 }], totals: [{ currency: "RUB", sales: 2, earned_minor: 666_106 }] };
  });
  await renderApp("/teach/earnings?from=2026-11-01&to=2026-11-21");
  expect(await screen.findByRole("row", { name: /Course 1 2 ₽9,800.00 ₽0.00 ₽284.20 ₽6,661.06/ })).toBeVisible();
  expect(screen.getByText(/you get 70% of what is left/)).toBeVisible();
  expect(asked).toBe("?from=2026-11-01&to=2026-11-21");
});

test.each(["/admin/orders", "/admin/money", "/admin/coupons"])("a student who opens %s learns whose page it is", async (path) => {
  answer("get", "/me", me({ role: "student" }));
  await renderApp(path);
  expect(await screen.findByRole("heading", { name: "A page for administrators" })).toBeVisible();
});
