import type { Learn, LearnLesson } from "@/features/courses/api/learn";

export function allLessons(learn: Learn): LearnLesson[] {
  return learn.sections.flatMap((section) => section.lessons);
}

export interface Place {
  lesson: LearnLesson;
  /** From 1, over the whole course. */
  number: number;
  previous: LearnLesson | undefined;
  next: LearnLesson | undefined;
}

/** Where a lesson stands among all lessons of the course. */
export function placeOf(learn: Learn, id: string): Place | undefined {
  const lessons = allLessons(learn);
  const index = lessons.findIndex((lesson) => lesson.id === id);
  const lesson = lessons[index];
  return lesson === undefined ? undefined : { lesson, number: index + 1, previous: lessons[index - 1], next: lessons[index + 1] };
}

/** A lesson of text has no length of its own; on a tape it takes as much as this, in ms. */
export const TEXT_LESSON_MS = 4 * 60_000;

export function tapeLength(lesson: { kind: "video" | "text"; duration_ms?: number | null | undefined }): number {
  return lesson.kind === "text" ? TEXT_LESSON_MS : Math.max(lesson.duration_ms ?? 0, 30_000);
}
