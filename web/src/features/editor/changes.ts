import type { CourseEdit, LessonEdit, UpdateCourse, UpdateLesson } from "./api/course";

/** The same fields as they are now: the way back of a change. */
export function lessonBefore(lesson: LessonEdit, change: UpdateLesson): UpdateLesson {
  const now: Required<UpdateLesson> = {
    title: lesson.title,
    body: lesson.body,
    required: lesson.required,
    preview: lesson.preview,
    opens_at: lesson.opens_at,
    opens_after_days: lesson.opens_after_days,
    completion_share: lesson.completion_share,
    link_url: lesson.link_url,
    file_id: lesson.file?.id ?? null,
    attachment_ids: lesson.attachments.map(({ id }) => id),
  };
  return pick(now, change);
}

export function courseBefore(course: CourseEdit, change: UpdateCourse): UpdateCourse {
  const { title, summary, description, category_id, level, language, ordered, access_days, awards_certificate, certificate_template, final_test_id, outcomes, tags, price } = course;
  const now: Required<UpdateCourse> = { title, summary, description, category_id, level, language, ordered, access_days, awards_certificate, certificate_template, final_test_id, outcomes, tags, price };
  return pick(now, change);
}

function pick<T extends object>(now: Required<T>, change: T): T {
  return Object.fromEntries(Object.keys(change).map((name) => [name, now[name as keyof T]])) as T;
}

/** What the page shows before the server has answered. Files are known by their ids alone until then. */
export function lessonAfter(lesson: LessonEdit, change: UpdateLesson): LessonEdit {
  const { file_id, attachment_ids, ...plain } = change;
  return {
    ...lesson,
    ...(Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as Partial<LessonEdit>),
    ...(file_id === null && { file: null }),
    ...(attachment_ids != null && { attachments: attachment_ids.flatMap((id) => lesson.attachments.find((file) => file.id === id) ?? []) }),
  };
}
