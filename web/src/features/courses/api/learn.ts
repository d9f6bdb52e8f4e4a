import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Problem } from "@/api/problem";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/schemas";

export type Learn = Schemas["LearnView"];
export type LearnLesson = Learn["sections"][number]["lessons"][number];

/** A course as its student sees it: lessons, what is done, where to go on. Or why it is closed to them. A teacher's preview shows what is not published yet. */
export const learnQuery = (course: string, preview = false) =>
  queryOptions({
    queryKey: preview ? ["learn", course, "preview"] : ["learn", course],
    queryFn: ({ signal }) => orClosed(async () => unwrap(await client.GET("/courses/{id}/learn", { params: { path: { id: course }, query: { preview } }, signal }))),
  });

/** A course or a lesson that is there and is not open to this person. */
export interface Closed {
  closed: Problem;
}
export type LessonView = Schemas["LessonView"];
const CLOSED = new Set(["not-enrolled", "lesson-locked", "lesson-not-yet", "access-over"]);


export const isClosed = (found: object): found is Closed => "closed" in found;

async function orClosed<T>(read: () => Promise<T>): Promise<T | Closed> {
  try {
    return await read();
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== undefined && CLOSED.has(problem.slug)) return { closed: problem };
    throw error;
  }
}

export const lessonQuery = (lesson: string, preview = false) =>
  queryOptions({
    queryKey: preview ? ["lessons", lesson, "preview"] : ["lessons", lesson],
    queryFn: ({ signal }) => orClosed(async () => unwrap(await client.GET("/lessons/{id}", { params: { path: { id: lesson }, query: { preview } }, signal }))),
  });

/** An address of a file of a lesson: it works once, within a minute. */
export const fileLink = async (lesson: string, file: string): Promise<string> => unwrap(await client.GET("/lessons/{id}/files/{file}", { params: { path: { id: lesson, file } } })).url;

/** Marks a text, a file or a link as read. A video counts itself by what was watched, a test by passing it. */
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
