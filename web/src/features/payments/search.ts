import type { Schemas } from "@/api/schemas";

export const ORDER_STATES = ["waiting", "paid", "failed", "expired", "partly_refunded", "refunded", "disputed"] as const satisfies readonly Schemas["OrderState"][];
export const EVENT_SHOWS = ["unmatched", "mismatch", "all"] as const;
export type EventShow = (typeof EVENT_SHOWS)[number];

/** What the list of orders is narrowed to; it stands in the address. */
export interface OrderSearch {
  q?: string | undefined;
  state?: (typeof ORDER_STATES)[number] | undefined;
}

/** A period of earnings: days as `2026-11-21`. */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const day = (value: unknown): string | undefined => (typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined);
