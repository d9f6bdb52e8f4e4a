import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { isMoving } from "@/features/payments/order-state";

export type Order = Schemas["OrderOut"];
export type OrderState = Schemas["OrderState"];
export type Refund = Schemas["RefundOut"];

const path = (id: string) => ({ params: { path: { id } } });
/** How often an order that waits is asked for: its event may be lost with the line. */
const POLL_MS = 3000;

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["orders", "one", id],
    queryFn: async ({ signal }) => unwrap(await client.GET("/orders/{id}", { ...path(id), signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? POLL_MS : false),
  });

/** One's own orders, newest first. */
export const ordersQuery = infiniteQueryOptions({
  queryKey: ["orders", "mine"],
  queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/me/orders", { params: { query: { after: pageParam, limit: 20 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
});

/** Orders the course; the order of another tab that asks for the same is shared. */
export function useCreateOrder(course: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas["CreateOrder"]) => unwrap(await client.POST("/courses/{id}/orders", { ...path(course), body })),
    onSuccess: (order) => {
      queries.setQueryData(orderQuery(order.id).queryKey, order);
      void queries.invalidateQueries({ queryKey: ordersQuery.queryKey });
    },
  });
}

/** Gives up an order, or asks again where it is paid. */
export function useOrderAct(id: string, act: "cancel" | "pay") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => unwrap(act === "cancel" ? await client.POST("/orders/{id}/cancel", path(id)) : await client.POST("/orders/{id}/pay", path(id))),
    onSuccess: (order) => {
      queries.setQueryData(orderQuery(id).queryKey, order);
      void queries.invalidateQueries({ queryKey: ordersQuery.queryKey });
    },
    onError: () => queries.invalidateQueries({ queryKey: orderQuery(id).queryKey }),
  });
}
