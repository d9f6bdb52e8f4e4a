import type { CourseEdit } from "@/features/editor/api/course";
import type { VideoLesson } from "@/features/quizzes/components/question-form";

/** The lectures that questions of a course can point at. */
export const videosOf = (course: CourseEdit): VideoLesson[] =>
  course.sections.flatMap((section) => section.lessons).filter(({ kind }) => kind === "video").map(({ id, title, duration_ms }) => ({ id, title, duration_ms: duration_ms ?? null }));
