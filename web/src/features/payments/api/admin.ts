import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { OrderSearch } from "@/features/payments/search";

export type AdminOrder = Schemas["AdminOrder"];
export type PaymentEvent = Schemas["PaymentEventOut"];
export type Transfer = Schemas["TransferOut"];
export type Reconciliation = Schemas["ReconciliationOut"];

const path = (id: string) => ({ params: { path: { id } } });

/** Orders of the school by state and words, newest first. */
export const adminOrdersQuery = ({ q, state }: OrderSearch) =>
  infiniteQueryOptions({
    queryKey: ["admin", "orders", "list", q, state],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/admin/orders", { params: { query: { q, state, after: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Everything about one order. While a refund is on its way it is asked for again. */
export const adminOrderQuery = (id: string) =>
  queryOptions({
    queryKey: ["admin", "orders", "one", id],
    queryFn: async ({ signal }) => unwrap(await client.GET("/admin/orders/{id}", { ...path(id), signal })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && (data.order.state === "waiting" || data.order.refunds.some(({ state }) => state === "waiting" || state === "sent")) ? 3000 : false),
  });

/** Asks the provider to give money back; the answer is the order as it now is. */
export function useRefundOrder(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas["RefundOrder"]) => unwrap(await client.POST("/admin/orders/{id}/refunds", { ...path(id), body })),
    onSuccess: (order) => {
      queries.setQueryData(adminOrderQuery(id).queryKey, order);
      void queries.invalidateQueries({ queryKey: ["admin", "orders", "list"] });
    },
  });
}

/** What providers said: what fits no order, what cannot be true of its order, or all of it. */
export const paymentEventsQuery = (state: "unmatched" | "mismatch" | undefined) =>
  infiniteQueryOptions({
    queryKey: ["admin", "payment-events", state],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/admin/payment-events", { params: { query: { state, after: pageParam, limit: 20 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

/** How long the job that applies an event takes, as a rule. */
const APPLIED_IN_MS = 1500;

/** Applies an event once more; what came of it is read when the job had its time. */
export function useRetryEvent() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrap(await client.POST("/admin/payment-events/{id}/retry", path(id)));
      await new Promise((done) => setTimeout(done, APPLIED_IN_MS));
    },
    onSuccess: () => Promise.all([["admin", "payment-events"], ["admin", "reconciliation"], ["admin", "orders"]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export const reconciliationQuery = queryOptions({
  queryKey: ["admin", "reconciliation"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/admin/reconciliation", { signal })),
});
