import { readAmount } from "@/lib/money";

import type { AdminOrder } from "./api/admin";

/** What can still be given back: what is on its way already is not counted twice. Money paid twice is another payment's. */
export function leftToRefund({ order, refundable_minor }: Pick<AdminOrder, "order" | "refundable_minor">): number {
  const underway = order.refunds.filter(({ state, reason }) => (state === "waiting" || state === "sent") && reason !== "surplus").reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  return Math.max(0, refundable_minor - underway);
}

export type RefundWrong = Partial<{ amount: "not-an-amount" | "too-much"; reason: "missing" }>;

/** A refund as it was typed: how much and why, or what is wrong with it. `full`: the course closes to the buyer. */
export function readRefund(typed: { amount: string; reason: string }, left: number, currency: string): { amount_minor: number; reason: string; full: boolean } | { wrong: RefundWrong } {
  const minor = readAmount(typed.amount, currency);
  const reason = typed.reason.trim();
  const wrong: RefundWrong = {};
  if (minor === undefined || minor === 0) wrong.amount = "not-an-amount";
  else if (minor > left) wrong.amount = "too-much";
  if (reason === "") wrong.reason = "missing";
  if (minor === undefined || Object.keys(wrong).length > 0) return { wrong };
  return { amount_minor: minor, reason, full: minor === left };
}
