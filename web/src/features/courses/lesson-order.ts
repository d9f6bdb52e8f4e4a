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
