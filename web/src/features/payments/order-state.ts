import type { Schemas } from "@/api/schemas";

type Order = Schemas["OrderOut"];
type Refund = Schemas["RefundOut"];

/** Whether something of the order is still on its way: it is asked for again and again. */
export function isMoving(order: Order): boolean {
  return order.state === "waiting" || order.refunds.some(({ state }) => state === "waiting" || state === "sent");
}

/** What the page says of an order. `unasked`: the provider did not answer when it was made. */
export type OrderView = Order["state"] | "unasked" | "free" | "given_back";

export function viewOf(order: Order): OrderView {
  if (order.state === "waiting") return order.pay_url === null ? "unasked" : "waiting";
  if (order.state === "paid" && order.amount_minor === 0) return "free";
  // The course was open to the buyer by the time the money came: the money went back, the course stays.
  if (order.state === "refunded" && order.refunds.some(({ reason }) => reason === "already-enrolled")) return "given_back";
  return order.state;
}

/** Whether the course is open by this order. */
export const isOpen = (order: Order): boolean => order.state === "paid" || order.state === "partly_refunded" || order.state === "disputed" || viewOf(order) === "given_back";

export interface Step {
  what: "made" | "sent" | "confirms" | "confirmed" | "opened" | "failed" | "expired" | "refunded" | "disputed" | "returning";
  how: "done" | "now" | "ahead" | "wrong";
  at: string | null;
  /** Of a refund. */
  minor?: number;
}

/** The road of an order, step by step, as far as it went and what comes next. */
export function roadOf(order: Order): Step[] {
  const made: Step = { what: "made", how: "done", at: order.created_at };
  const free = order.provider === "none";
  const sent: Step[] = free ? [] : [{ what: "sent", how: "done", at: null }];
  const paid: Step[] = [...(free ? [] : [{ what: "confirmed", how: "done", at: order.paid_at } as const]), { what: "opened", how: "done", at: order.paid_at }];
  switch (order.state) {
    case "waiting":
      return order.pay_url === null ? [made, { what: "sent", how: "now", at: null }, { what: "confirms", how: "ahead", at: null }, { what: "opened", how: "ahead", at: null }] : [made, ...sent, { what: "confirms", how: "now", at: null }, { what: "opened", how: "ahead", at: null }];
    case "failed":
      return [made, ...sent, { what: "failed", how: "wrong", at: null }];
    case "expired":
      return [made, { what: "expired", how: "wrong", at: null }];
    case "paid":
      return [made, ...sent, ...paid, ...refundSteps(order.refunds)];
    case "disputed":
      return [made, ...sent, ...paid, ...refundSteps(order.refunds), { what: "disputed", how: "now", at: null }];
    case "partly_refunded":
    case "refunded":
      return [made, ...sent, ...paid.slice(0, 1), ...refundSteps(order.refunds)];
  }
}

const refundSteps = (refunds: readonly Refund[]): Step[] =>
  refunds.flatMap(({ state, amount_minor, done_at }): Step[] => {
    // A refund that failed is the school's to mend: the buyer's road does not lead there.
    if (state === "failed") return [];
    return [{ what: state === "done" ? "refunded" : "returning", how: state === "done" ? "done" : "now", at: done_at, minor: amount_minor }];
  });
