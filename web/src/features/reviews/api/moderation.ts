import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type ModeratedReview = Schemas["ModeratedReview"];
export type ReviewState = Schemas["ReviewState"];

/** Reviews that were reported, or hidden, newest first. */
export function useModerated(state: ReviewState) {
  return useInfiniteQuery({
    queryKey: ["admin", "reviews", state],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/admin/reviews", { params: { query: { state, after: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** Hides a review or keeps it; its reports are closed. */
export function useModerate(review: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (decision: "hide" | "keep") => unwrap(await client.POST("/admin/reviews/{id}/moderate", { params: { path: { id: review } }, body: { decision } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["admin", "reviews"] }),
  });
}
