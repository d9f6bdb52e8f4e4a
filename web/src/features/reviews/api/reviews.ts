import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { useMe } from "@/api/me";
import type { Schemas } from "@/api/schemas";

export type Review = Schemas["Review"];
export type OwnReview = Schemas["OwnReview"];
export type ReportReason = Schemas["ReportReason"];

const key = (course: string) => ["courses", "reviews", course];

/** Reviews of a course, newest first; of so many stars only. */
export function useReviews(course: string, stars: number | undefined) {
  return useInfiniteQuery({
    queryKey: [...key(course), "list", stars],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/courses/{id}/reviews", { params: { path: { id: course }, query: { stars, after: pageParam, limit: 6 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The viewer's own review, and whether they may write one; nothing for visitors. */
export function useOwnReview(course: string) {
  const me = useMe();
  return useQuery({
    queryKey: [...key(course), "own"],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/review", { params: { path: { id: course } }, signal })),
    enabled: me.data != null,
  });
}

/** After a change the list, the own review and the course's numbers are read again. */
function useChange<Input = void>(course: string, change: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: key(course) }), queries.invalidateQueries({ queryKey: ["courses", "page", course] })]) });
}

const own = (course: string) => ({ path: { id: course } });

export const useWriteReview = (course: string) =>
  useChange(course, async (body: Schemas["WriteReview"]) => unwrap(await client.PUT("/courses/{id}/review", { params: own(course), body })));

export const useDeleteReview = (course: string) =>
  useChange(course, async () => {
    unwrap(await client.DELETE("/courses/{id}/review", { params: own(course) }));
  });

export const useAnswerReview = (course: string, review: string) =>
  useChange(course, async (text: string) => unwrap(await client.PUT("/reviews/{id}/answer", { params: { path: { id: review } }, body: { text } })));

export const useRemoveAnswer = (course: string, review: string) =>
  useChange(course, async () => {
    unwrap(await client.DELETE("/reviews/{id}/answer", { params: { path: { id: review } } }));
  });

/** Asks the school's admins to look at a review. */
export function useReportReview(review: string) {
  return useMutation({
    mutationFn: async (body: { reason: ReportReason; note: string }) => {
      unwrap(await client.POST("/reviews/{id}/report", { params: { path: { id: review } }, body }));
    },
  });
}
