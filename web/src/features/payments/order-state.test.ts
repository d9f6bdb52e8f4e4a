import { expect, test } from "vitest";

import { order, refund } from "@/testing/examples";

import { isMoving, isOpen, roadOf, viewOf } from "./order-state";

const waiting = { state: "waiting", paid_at: null, pay_url: "https://bank.example/1" } as const;
const steps = (part: Parameters<typeof order>[1]) => roadOf(order(1, part)).map(({ what, how }) => `${what} ${how}`);

test("an order whose payment page did not open is told apart from one that waits for the bank", () => {
  expect(viewOf(order(1, waiting))).toBe("waiting");
  expect(viewOf(order(1, { ...waiting, pay_url: null }))).toBe("unasked");
  expect(steps(waiting)).toEqual(["made done", "sent done", "confirms now", "opened ahead"]);
  expect(steps({ ...waiting, pay_url: null })).toEqual(["made done", "sent now", "confirms ahead", "opened ahead"]);
});

test("what costs nothing has no bank on its road", () => {
  const free = { provider: "none", amount_minor: 0 };
  expect(viewOf(order(1, free))).toBe("free");
  expect(steps(free)).toEqual(["made done", "opened done"]);
});

test("the course is open while the money is there, also in part, also in dispute", () => {
  expect((["paid", "partly_refunded", "disputed"] as const).every((state) => isOpen(order(1, { state })))).toBe(true);
  expect((["waiting", "failed", "expired", "refunded"] as const).some((state) => isOpen(order(1, { state })))).toBe(false);
});

test("money of a course that was open already goes back, and the course stays open", () => {
  const given = order(1, { state: "refunded", refunded_minor: 490_000, refunds: [refund(1, { reason: "already-enrolled" })] });
  expect([viewOf(given), isOpen(given)]).toEqual(["given_back", true]);
});

test("an order is asked for again only while something is on its way", () => {
  expect(isMoving(order(1, waiting))).toBe(true);
  expect(isMoving(order(1))).toBe(false);
  expect(isMoving(order(1, { refunds: [refund(1, { state: "sent" })] }))).toBe(true);
  expect(isMoving(order(1, { refunds: [refund(1), refund(2, { state: "failed" })] }))).toBe(false);
});

test("refunds follow on the road; one that the bank refused does not", () => {
  const refunds = [refund(1, { amount_minor: 100_000 }), refund(2, { state: "sent", amount_minor: 50_000 }), refund(3, { state: "failed" })];
  expect(roadOf(order(1, { state: "partly_refunded", refunds })).slice(-2)).toMatchObject([
    { what: "refunded", how: "done", minor: 100_000 },
    { what: "returning", how: "now", minor: 50_000 },
  ]);
  expect(steps({ state: "refunded", refunds: [refund(1)] })).toEqual(["made done", "sent done", "confirmed done", "refunded done"]);
  expect(steps({ state: "failed", paid_at: null }).at(-1)).toBe("failed wrong");
  expect(steps({ state: "expired", paid_at: null })).toEqual(["made done", "expired wrong"]);
});
