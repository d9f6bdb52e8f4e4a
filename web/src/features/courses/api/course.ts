import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Course = Schemas["CoursePage"];
export type CourseLesson = Course["sections"][number]["lessons"][number];

export const courseQuery = (id: string) =>
  queryOptions({
    queryKey: ["courses", "page", id],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}", { params: { path: { id } }, signal })),
  });

/** Enrols the viewer; doing it twice changes nothing. */
export function useEnrol(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => unwrap(await client.POST("/courses/{id}/enrol", { params: { path: { id } } })),
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ["courses"] }), queries.invalidateQueries({ queryKey: ["learning"] })]);
    },
  });
}

/** Leaves the course; what was watched is kept for a return. */
export function useLeave(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      unwrap(await client.DELETE("/courses/{id}/enrol", { params: { path: { id } } }));
    },
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ["courses"] }), queries.invalidateQueries({ queryKey: ["learning"] })]);
    },
  });
}
