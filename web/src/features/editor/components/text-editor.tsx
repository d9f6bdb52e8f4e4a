import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFieldErrors } from "@/api/problem";
import type { LessonEdit } from "@/features/editor/api/course";
import { lessonHtml } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useAutosave } from "@/api/use-autosave";

import { MarkdownField } from "./markdown-field";

/** The words of a lesson to read, below its row. */
export function TextEditor({ lesson, lang }: { lesson: LessonEdit; lang: string }) {
  const { t } = useTranslation();
  const { courseId, patchLesson, undo } = useEditing();
  const fieldErrors = useFieldErrors();
  const save = useCallback((body: string) => patchLesson(lesson.id, { body }, `${lesson.title}: ${t("editor:lesson.text")}`, "body"), [patchLesson, lesson.id, lesson.title, t]);
  const body = useAutosave(lesson.body ?? "", save);
  return (
    <MarkdownField
      label={t("editor:lesson.text")}
      value={body.value}
      onChange={body.change}
      onLeave={() => body.flush().then(() => undo.close(`${lesson.id}.body`))}
      error={fieldErrors(body.error)["body"]}
      maxLength={200_000}
      lang={lang}
      courseId={courseId}
      previewKey={lesson.id}
      preview={() => lessonHtml(lesson.id)}
    />
  );
}
