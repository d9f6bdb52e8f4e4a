import { expect, test } from "vitest";

import { order, refund } from "@/testing/examples";

import { leftToRefund, readRefund } from "./refund-form";

test("what is on its way back is not given back twice; a second payment's refund is not counted", () => {
  const refunds = [refund(1, { state: "sent", amount_minor: 100_000 }), refund(2, { state: "waiting", amount_minor: 50_000 }), refund(3, { state: "waiting", reason: "surplus" }), refund(4, { state: "failed", amount_minor: 10_000 })];
  expect(leftToRefund({ order: order(1, { refunds }), refundable_minor: 490_000 })).toBe(340_000);
  expect(leftToRefund({ order: order(1, { refunds }), refundable_minor: 100_000 })).toBe(0);
});

test("a refund names an amount that is left and a reason", () => {
  expect(readRefund({ amount: "900,50", reason: " Ill " }, 490_000, "RUB")).toEqual({ amount_minor: 90_050, reason: "Ill", full: false });
  expect(readRefund({ amount: "4 900", reason: "Ill" }, 490_000, "RUB")).toMatchObject({ full: true });
  expect(readRefund({ amount: "4900.01", reason: "" }, 490_000, "RUB")).toEqual({ wrong: { amount: "too-much", reason: "missing" } });
  expect(readRefund({ amount: "0", reason: "Ill" }, 490_000, "RUB")).toEqual({ wrong: { amount: "not-an-amount" } });
  expect(readRefund({ amount: "-5", reason: "Ill" }, 490_000, "RUB")).toEqual({ wrong: { amount: "not-an-amount" } });
});
