import { IconListCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonEdit } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useSendFiles } from "@/features/editor/use-file-sends";
import { ButtonLink } from "@/ui/button";
import { cx } from "@/ui/cx";

import { Attachments } from "./attachments";
import css from "./lesson-panel.module.css";
import { LessonFile } from "./lesson-file";
import { LessonLink } from "./lesson-link";
import { LessonRules } from "./lesson-rules";
import { TextEditor } from "./text-editor";
import { useDrop } from "./use-drop";

/** All there is to set in a lesson, below its row. */
export function LessonPanel({ lesson, lang }: { lesson: LessonEdit; lang: string }) {
  const { t } = useTranslation();
  const { courseId } = useEditing();
  const send = useSendFiles(courseId);
  const drop = useDrop((data) => send(lesson.id, lesson.kind === "file" && lesson.file === null ? "file" : "attachment", [...data.files]));
  return (
    <div className={cx(css.panel, drop.over && css.over)} {...drop.handlers}>
      {lesson.kind === "text" && <TextEditor lesson={lesson} lang={lang} />}
      {lesson.kind === "link" && <LessonLink lesson={lesson} />}
      {lesson.kind === "file" && <LessonFile lesson={lesson} />}
      {lesson.kind === "video" && (
        <div>
          <ButtonLink size="s" icon={<IconListCheck stroke={1.75} aria-hidden="true" />} to="/teach/courses/$course/videos/$lesson" params={{ course: courseId, lesson: lesson.id }}>
            {t("quizzes:moments.title")}
          </ButtonLink>
        </div>
      )}
      <section className={css.part} aria-label={t("editor:rules.title")}>
        <h3>{t("editor:rules.title")}</h3>
        <LessonRules lesson={lesson} />
      </section>
      <Attachments lesson={lesson} />
    </div>
  );
}
