import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFieldErrors } from "@/api/problem";
import type { LessonEdit } from "@/features/editor/api/course";
import { lessonHtml, updateLesson } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useAutosave } from "@/api/use-autosave";

import css from "./editor.module.css";
import { MarkdownField } from "./markdown-field";

/** The words of a lesson to read, below its row. */
export function TextEditor({ lesson, lang }: { lesson: LessonEdit; lang: string }) {
  const { t } = useTranslation();
  const { keep, setLesson } = useEditing();
  const fieldErrors = useFieldErrors();
  const save = useCallback(async (body: string) => setLesson(await keep(() => updateLesson(lesson.id, { body }))), [keep, setLesson, lesson.id]);
  const body = useAutosave(lesson.body ?? "", save);
  return (
    <div className={css.writing}>
      <MarkdownField label={t("editor:lesson.text")} value={body.value} onChange={body.change} onLeave={body.flush} error={fieldErrors(body.error)["body"]} maxLength={200_000} lang={lang} previewKey={lesson.id} preview={() => lessonHtml(lesson.id)} />
    </div>
  );
}
