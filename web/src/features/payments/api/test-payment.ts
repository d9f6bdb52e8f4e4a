import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type TestPayment = Schemas["TestPaymentOut"];
export type TestAct = Schemas["TestAct"];

const path = (id: string) => ({ params: { path: { id } } });

/** A payment of the built-in test provider. While one that was asked to wait waits, it is asked for again. */
export const testPaymentQuery = (id: string) =>
  queryOptions({
    queryKey: ["test-payments", id],
    queryFn: async ({ signal }) => unwrap(await client.GET("/test-payments/{id}", { ...path(id), signal })),
    refetchInterval: ({ state }) => (state.data?.pays_at != null ? 1000 : false),
  });

/** Does something to it; the school is told by a notice, as by any provider. */
export function useTestAct(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (act: TestAct) => unwrap(await client.POST("/test-payments/{id}/acts", { ...path(id), body: { act } })),
    onSuccess: (payment) => queries.setQueryData(testPaymentQuery(id).queryKey, payment),
    onError: () => queries.invalidateQueries({ queryKey: testPaymentQuery(id).queryKey }),
  });
}
