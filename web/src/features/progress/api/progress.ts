import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { StudentSearch } from "@/features/progress/search";

export type Student = Schemas["StudentOut"];
export type StudentView = Schemas["StudentView"];
export type StudentLesson = StudentView["lessons"][number];
export type WatchCurve = Schemas["WatchCurve"];
export type FailingQuestion = Schemas["FailingQuestion"];

export const studentsQuery = (course: string, search: StudentSearch) =>
  infiniteQueryOptions({
    queryKey: ["students", course, "list", search],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/courses/{id}/students", { params: { path: { id: course }, query: { ...search, after: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });

/** The same list, whole, as a table for spreadsheets. */
export const studentsTable = async (course: string, { show, q }: StudentSearch): Promise<Blob> => unwrap(await client.GET("/courses/{id}/students.csv", { params: { path: { id: course }, query: { show, q } }, parseAs: "blob" })) as unknown as Blob;

export const studentQuery = (course: string, account: string) =>
  queryOptions({
    queryKey: ["students", course, "one", account],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/students/{account}", { params: { path: { id: course, account } }, signal })),
  });

export const failingQuery = (course: string) =>
  queryOptions({
    queryKey: ["students", course, "questions"],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/failing-questions", { params: { path: { id: course } }, signal })),
  });

/** The lectures of the course as it is published. */
export const lecturesQuery = (course: string) =>
  queryOptions({
    queryKey: ["students", course, "lectures"],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/learn", { params: { path: { id: course } }, signal })),
    select: (learn) => learn.sections.flatMap((section) => section.lessons).filter((lesson) => lesson.kind === "video" && lesson.duration_ms > 0),
  });

export const curveQuery = (lesson: string) =>
  queryOptions({
    queryKey: ["curves", lesson],
    queryFn: async ({ signal }) => unwrap(await client.GET("/lessons/{id}/curve", { params: { path: { id: lesson } }, signal })),
  });
