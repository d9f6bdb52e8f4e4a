import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";

import { API } from "@/api/plain";
import type { Schemas } from "@/api/schemas";
import { keepAccess } from "@/api/token";
import { courseCard, id, me, order } from "@/testing/examples";
import { enter, renderApp } from "@/testing/render";
import { answer, refuse, server } from "@/testing/server";

const left = vi.hoisted(() => vi.fn());
vi.mock("@/features/payments/leave", () => ({ leaveTo: left }));

const COURSE = id(101);
const price = { minor: 490_000, currency: "RUB", list_minor: 690_000, sale_until: null };
const offer = (part: Partial<Schemas["OfferOut"]> = {}): Schemas["OfferOut"] => ({ course_id: COURSE, title: "Course 1", price, coupon: null, amount_minor: 490_000, currency: "RUB", providers: ["test"], terms_version: "3", enrolled: false, open_order_id: null, ...part });
const page = (): Schemas["CoursePage"] => ({ ...courseCard(1, { price }), description_html: "", sections: [], outcomes: [], tags: [], ordered: false, access_days: null, awards_certificate: false, percent: null, updated_at: "2026-11-12T10:00:00Z", star_counts: [0, 0, 0, 0, 0], completed_percent: null, teacher_courses: 1, teacher_students: 3, enrolment: null, can_edit: false });

const open = () => renderApp(`/courses/${COURSE}/buy`);
const accept = async () => userEvent.click(await screen.findByRole("checkbox", { name: /terms of sale, version 3/ }));
const payButton = (words: string) => screen.findByRole("button", { name: words });

beforeEach(() => {
  left.mockReset();
  keepAccess({ token: "token", expiresAt: Date.now() + 600_000 });
  answer("get", "/me", me());
  answer("get", `/courses/${COURSE}`, page());
  answer("get", `/courses/${COURSE}/offer`, offer());
});

test("what was shown is ordered once, however often the button is pressed, and the bank's page opens", async () => {
  const sent: unknown[] = [];
  answer("post", `/courses/${COURSE}/orders`, async (request) => (sent.push(await request.json()), order(1, { state: "waiting", pay_url: "https://bank.example/1", paid_at: null })), 201);
  await open();
  const pay = await payButton("Pay ₽4,900");
  await userEvent.click(pay);
  expect(screen.getByText(/sold on these terms only/)).toBeVisible();
  expect(sent).toEqual([]);
  await accept();
  await userEvent.dblClick(pay);
  await waitFor(() => expect(left).toHaveBeenCalledExactlyOnceWith("https://bank.example/1"));
  await userEvent.click(pay);
  expect(sent).toEqual([{ provider: "test", coupon: null, accepted_terms: true, shown_minor: 490_000 }]);
});

test("a price that changed meanwhile is shown, and is paid only by another press", async () => {
  const now = offer({ price: { ...price, minor: 590_000 }, amount_minor: 590_000 });
  await open();
  await accept();
  refuse("post", `/courses/${COURSE}/orders`, 409, "price-changed", { offer: now });
  answer("get", `/courses/${COURSE}/offer`, now);
  await userEvent.click(await payButton("Pay ₽4,900"));
  expect(await screen.findByText(/Now it is ₽5,900/)).toBeVisible();
  expect(await payButton("Pay ₽5,900")).toBeEnabled();
  expect(left).not.toHaveBeenCalled();
});

test("a coupon says what it takes off; one that does not hold says why and leaves the price", async () => {
  server.use(
    http.get(`${API}/courses/${COURSE}/offer`, ({ request }) => {
      const coupon = new URL(request.url).searchParams.get("coupon");
      if (coupon === "OLD") return HttpResponse.json({ type: "bad-input", title: "", status: 422, fields: { coupon: "coupon-over" } }, { status: 422, headers: { "Content-Type": "application/problem+json" } });
      return HttpResponse.json(coupon === null ? offer() : offer({ coupon: { code: "AUTUMN10", off_minor: 49_000 }, amount_minor: 441_000 }));
    }),
  );
  await open();
  await enter(userEvent.setup(), await screen.findByLabelText("Coupon"), "OLD");
  await userEvent.click(screen.getByRole("button", { name: "Apply" }));
  expect(await screen.findByText("This coupon is over")).toBeVisible();
  expect(await payButton("Pay ₽4,900")).toBeEnabled();
  await userEvent.clear(screen.getByLabelText("Coupon"));
  await enter(userEvent.setup(), screen.getByLabelText("Coupon"), "autumn10");
  await userEvent.click(screen.getByRole("button", { name: "Apply" }));
  expect(await screen.findByText("Coupon AUTUMN10 is applied: ₽490 off")).toBeVisible();
  expect(await payButton("Pay ₽4,410")).toBeEnabled();
  await userEvent.click(screen.getByRole("button", { name: "Take it off" }));
  expect(await payButton("Pay ₽4,900")).toBeEnabled();
});

test("what a coupon makes free is taken at once, without a bank", async () => {
  answer("get", `/courses/${COURSE}/offer`, offer({ coupon: { code: "GIFT", off_minor: 490_000 }, amount_minor: 0 }));
  answer("post", `/courses/${COURSE}/orders`, order(1, { amount_minor: 0, provider: "none" }), 201);
  const { router } = await open();
  await accept();
  await userEvent.click(await payButton("Take the course for free"));
  expect(await screen.findByRole("heading", { name: "The course is open" })).toBeVisible();
  expect(router.state.location.pathname).toBe(`/orders/${id(501)}`);
});

test.each([
  ["an open course is not sold twice", () => answer("get", `/courses/${COURSE}/offer`, offer({ enrolled: true })), "The course is open to you already"],
  ["a free course is not sold", () => refuse("get", `/courses/${COURSE}/offer`, 409, "course-is-free"), "The course is free"],
  ["a course that was taken down is not sold", () => refuse("get", `/courses/${COURSE}/offer`, 409, "not-for-sale"), "The course is not for sale now"],
])("%s", async (_, prepare, title) => {
  prepare();
  await open();
  expect(await screen.findByRole("heading", { name: title })).toBeVisible();
});

test("a bank that does not answer leaves the buyer where they are", async () => {
  refuse("post", `/courses/${COURSE}/orders`, 503, "provider-unreachable", { order_id: id(501) });
  await open();
  await accept();
  await userEvent.click(await payButton("Pay ₽4,900"));
  expect(await screen.findByRole("alert")).toHaveTextContent("does not answer. Nothing was charged");
  expect(await payButton("Pay ₽4,900")).toBeEnabled();
});

test("only who had a place comes back without paying", async () => {
  refuse("post", `/courses/${COURSE}/enrol`, 402, "payment-required", { price });
  await open();
  await userEvent.click(await screen.findByRole("button", { name: "I have been in this course before" }));
  expect(await screen.findByText(/You had no place in this course yet/)).toBeVisible();
});

test("an order turns to paid by itself, and the way into the course is there", async () => {
  let paid = false;
  answer("get", `/orders/${id(501)}`, () => (paid ? order(1) : order(1, { state: "waiting", pay_url: "https://bank.example/1", paid_at: null })));
  await renderApp(`/orders/${id(501)}`);
  expect(await screen.findByRole("heading", { name: "Waiting for the bank" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Go to the course" })).not.toBeInTheDocument();
  paid = true;
  expect(await screen.findByRole("heading", { name: "Paid, the course is open" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Go to the course" })).toHaveAttribute("href", `/learn/${COURSE}`);
});

test("an order that waits is cancelled where it stands", async () => {
  answer("get", `/orders/${id(501)}`, order(1, { state: "waiting", pay_url: "https://bank.example/1", paid_at: null }));
  answer("post", `/orders/${id(501)}/cancel`, order(1, { state: "expired", paid_at: null }));
  await renderApp(`/orders/${id(501)}`);
  await userEvent.click(await screen.findByRole("button", { name: "Cancel the order" }));
  expect(await screen.findByRole("heading", { name: "The order is closed unpaid" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Order again" })).toHaveAttribute("href", `/courses/${COURSE}/buy`);
});

test("somebody else's order is not there", async () => {
  refuse("get", `/orders/${id(501)}`, 404, "not-found");
  await renderApp(`/orders/${id(501)}`);
  expect(await screen.findByRole("heading", { name: "You have no such order" })).toBeVisible();
});

test("the history lists what was bought and what became of it", async () => {
  answer("get", "/me/orders", { items: [order(2, { state: "failed" }), order(1)], next: null });
  await renderApp("/orders");
  expect(await screen.findByRole("link", { name: /Order 1002.*Not paid/ })).toHaveAttribute("href", `/orders/${id(502)}`);
  expect(screen.getByRole("link", { name: /Order 1001.*Paid/ })).toBeVisible();
});

test("the test bank says what it is, does what its buttons say and sends the buyer back", async () => {
  const payment: Schemas["TestPaymentOut"] = { id: "tp_1", number: "1001", title: "Course 1", amount_minor: 490_000, currency: "RUB", state: "waiting", refunded_minor: 0, disputed: false, pays_at: null, return_url: "http://localhost/orders/1", acts: ["pay", "fail"] };
  let done: unknown;
  answer("get", "/test-payments/tp_1", payment);
  answer("post", "/test-payments/tp_1/acts", async (request) => {
    done = await request.json();
    return { ...payment, state: "paid" as const, acts: ["refund" as const] };
  });
  await renderApp("/pay/test/tp_1");
  expect(await screen.findByText(/no money moves/)).toBeVisible();
  const pay = await screen.findByRole("button", { name: "Pay" });
  expect(screen.queryByRole("button", { name: "Pay in 20 seconds" })).not.toBeInTheDocument();
  await userEvent.click(pay);
  await waitFor(() => expect(left).toHaveBeenCalledWith("http://localhost/orders/1"));
  expect(done).toEqual({ act: "pay" });
});
