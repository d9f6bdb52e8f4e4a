import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type CourseTeacher = Schemas["CourseTeacher"];

export const teachersQuery = (course: string) =>
  queryOptions({
    queryKey: ["course-teachers", course],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/teachers", { params: { path: { id: course } }, signal })),
  });

export const addTeacher = async (course: string, body: Schemas["AddTeacher"]) => unwrap(await client.POST("/courses/{id}/teachers", { params: { path: { id: course } }, body }));

export async function removeTeacher(course: string, account: string): Promise<void> {
  unwrap(await client.DELETE("/courses/{id}/teachers/{account}", { params: { path: { id: course, account } } }));
}
