import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/schemas";

export type Learn = Schemas["LearnView"];
export type LearnLesson = Learn["sections"][number]["lessons"][number];

/** A course as its student sees it: lessons, what is done, where to go on. Null for who is not enrolled. */
export const learnQuery = (course: string) =>
  queryOptions({
    queryKey: ["learn", course],
    queryFn: async ({ signal }): Promise<Learn | null> => {
      try {
        return unwrap(await client.GET("/courses/{id}/learn", { params: { path: { id: course } }, signal }));
      } catch (error) {
        if (problemOf(error)?.slug === "not-enrolled") return null;
        throw error;
      }
    },
  });

export const lessonQuery = (lesson: string) =>
  queryOptions({
    queryKey: ["lessons", lesson],
    queryFn: async ({ signal }) => unwrap(await client.GET("/lessons/{id}", { params: { path: { id: lesson } }, signal })),
  });

/** Marks a text lesson as read. A video counts itself by what was watched. */
export function useCompleteLesson(course: string, lesson: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => unwrap(await client.POST("/lessons/{id}/complete", { params: { path: { id: lesson } } })),
    onSuccess: async (view) => {
      queries.setQueryData(lessonQuery(lesson).queryKey, view);
      await Promise.all([
        queries.invalidateQueries({ queryKey: learnQuery(course).queryKey }),
        queries.invalidateQueries({ queryKey: ["courses"] }),
        queries.invalidateQueries({ queryKey: ["learning"] }),
      ]);
    },
  });
}
