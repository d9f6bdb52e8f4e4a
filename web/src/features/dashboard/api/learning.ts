import { queryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Learning = Schemas["Learning"];

/** What the viewer learns: where to go on, and their courses. */
export const learningQuery = queryOptions({
  queryKey: ["learning"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/me/learning", { signal })),
});

export type Activity = Schemas["Activity"];

/** What the viewer did on each day of the last 53 weeks. */
export const activityQuery = queryOptions({
  queryKey: ["activity"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/me/activity", { signal })),
});

/** Courses the viewer teaches, newest changes first. */
export function useTeachCourses() {
  return useInfiniteQuery({
    queryKey: ["teach", "courses"],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/teach/courses", { params: { query: { after: pageParam, limit: 20 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** A new draft. Its title can be changed at any time. */
export function useCreateCourse() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas["CreateCourse"]) => unwrap(await client.POST("/courses", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["teach"] }),
  });
}
