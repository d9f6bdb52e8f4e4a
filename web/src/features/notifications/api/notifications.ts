import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Notification = Schemas["NotificationOut"];

/** How many are not read; asked again each minute for pages that hear no events. */
export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/me/notifications/unread", { signal })).count,
  refetchInterval: 60_000,
});

export const notificationsQuery = infiniteQueryOptions({
  queryKey: ["notifications", "list"],
  queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/me/notifications", { params: { query: { after: pageParam, limit: 10 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
  // Opened anew it begins with what is new.
  staleTime: 0,
});

/** Everything up to the newest one seen is read. The list keeps its marks until it is opened again. */
export function useRead() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (last: string) => unwrap(await client.POST("/me/notifications/read", { body: { last } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: unreadQuery.queryKey }),
  });
}
