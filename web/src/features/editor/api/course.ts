import { queryOptions, replaceEqualDeep } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { sendRaw } from "@/api/raw";
import type { Schemas } from "@/api/schemas";

export type CourseEdit = Schemas["CourseEdit"];
export type SectionEdit = Schemas["SectionEdit"];
export type LessonEdit = Schemas["LessonEdit"];
export type LessonKind = Schemas["LessonKind"];
export type VideoOut = Schemas["VideoOut"];
export type UpdateCourse = Schemas["UpdateCourse"];
export type UpdateLesson = Schemas["UpdateLesson"];

export const editKey = (course: string) => ["course-edit", course];

/** The course as its teacher sees it. */
export const courseEditQuery = (id: string) =>
  queryOptions({
    queryKey: editKey(id),
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/edit", { params: { path: { id } }, signal })),
    // Fields are edited here: nothing is re-read behind the hand, events tell what changed.
    staleTime: 60_000,
    // An answer that was overtaken by a saved order does not bring the old one back.
    structuralSharing: (known, read) => (isOlder(read as CourseEdit, known as CourseEdit | undefined) ? known : replaceEqualDeep(known, read)),
  });

const isOlder = (read: CourseEdit, known: CourseEdit | undefined) => known !== undefined && read.outline_version < known.outline_version;

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/categories", { signal })),
  staleTime: 600_000,
});

export const binQuery = queryOptions({
  queryKey: ["teach", "bin"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/teach/bin", { signal })),
});

const path = (id: string) => ({ params: { path: { id } } });

/** Each answers with the course as it now is. */
export const courseCalls = {
  update: async (id: string, body: Schemas["UpdateCourse"]) => unwrap(await client.PATCH("/courses/{id}", { ...path(id), body })),
  publish: async (id: string) => unwrap(await client.POST("/courses/{id}/publish", path(id))),
  unpublish: async (id: string) => unwrap(await client.POST("/courses/{id}/unpublish", path(id))),
  discard: async (id: string) => unwrap(await client.POST("/courses/{id}/discard", path(id))),
  archive: async (id: string) => unwrap(await client.POST("/courses/{id}/archive", path(id))),
  unarchive: async (id: string) => unwrap(await client.POST("/courses/{id}/unarchive", path(id))),
  duplicate: async (id: string) => unwrap(await client.POST("/courses/{id}/duplicate", path(id))),
  importOutline: async (id: string, body: Schemas["ImportOutline"]) => unwrap(await client.POST("/courses/{id}/outline/import", { ...path(id), body })),
  restore: async (id: string) => unwrap(await client.POST("/courses/{id}/restore", path(id))),
  removeCover: async (id: string) => unwrap(await client.DELETE("/courses/{id}/cover", path(id))),
  outline: async (id: string, body: Schemas["Outline"]) => unwrap(await client.PUT("/courses/{id}/outline", { ...path(id), body })),
  addSection: async (id: string, title: string) => unwrap(await client.POST("/courses/{id}/sections", { ...path(id), body: { title } })),
  renameSection: async (id: string, title: string) => unwrap(await client.PATCH("/sections/{id}", { ...path(id), body: { title } })),
  removeSection: async (id: string) => unwrap(await client.DELETE("/sections/{id}", path(id))),
  restoreSection: async (id: string) => unwrap(await client.POST("/sections/{id}/restore", path(id))),
  addLesson: async (section: string, body: Schemas["CreateLesson"]) => unwrap(await client.POST("/sections/{id}/lessons", { ...path(section), body })),
  removeLesson: async (id: string) => unwrap(await client.DELETE("/lessons/{id}", path(id))),
  restoreLesson: async (id: string) => unwrap(await client.POST("/lessons/{id}/restore", path(id))),
};

export async function removeCourse(id: string): Promise<void> {
  unwrap(await client.DELETE("/courses/{id}", path(id)));
}

export async function updateLesson(id: string, body: Schemas["UpdateLesson"]): Promise<LessonEdit> {
  return unwrap(await client.PATCH("/lessons/{id}", { ...path(id), body }));
}

export async function retryVideo(id: string): Promise<VideoOut> {
  return unwrap(await client.POST("/videos/{id}/retry", path(id)));
}

/** The picture goes as it is: the server looks at its bytes, not at its name. */
export const putCover = (id: string, file: File): Promise<CourseEdit> => sendRaw<CourseEdit>(`/courses/${id}/cover`, file, { method: "PUT" });

/** Markdown as students will see it, made safe by the server. */
export async function courseHtml(id: string): Promise<string> {
  return unwrap(await client.GET("/courses/{id}", path(id))).description_html;
}

export async function lessonHtml(id: string): Promise<string> {
  return unwrap(await client.GET("/lessons/{id}", { params: { path: { id }, query: { preview: true } } })).body_html ?? "";
}
