import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Learning = Schemas["Learning"];

/** What the viewer learns: where to go on, and their courses. */
export const learningQuery = queryOptions({
  queryKey: ["learning"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/me/learning", { signal })),
});

/** Courses the viewer teaches, newest changes first. */
export function useTeachCourses(teaches: boolean) {
  return useQuery({
    queryKey: ["teach", "courses", "first"],
    queryFn: async ({ signal }) => unwrap(await client.GET("/teach/courses", { params: { query: { limit: 20 } }, signal })),
    enabled: teaches,
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
