import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type TeacherRequest = Schemas["TeacherRequestOut"];

/** Requests to teach that wait for an answer, oldest first. */
export function useWaitingRequests() {
  return useInfiniteQuery({
    queryKey: ["admin", "requests"],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/admin/teacher-requests", { params: { query: { state: "waiting", after: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, approve }: { id: string; approve: boolean }) => {
      const params = { path: { id } };
      return approve ? unwrap(await client.POST("/admin/teacher-requests/{id}/approve", { params })) : unwrap(await client.POST("/admin/teacher-requests/{id}/decline", { params }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["admin"] }),
  });
}
