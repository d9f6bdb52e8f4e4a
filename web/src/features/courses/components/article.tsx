import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

// Lesson texts hold code; its file is fetched only when there is some.
import "@fontsource-variable/jetbrains-mono/wght.css";

import { useProblemText } from "@/api/problem";
import type { Schemas } from "@/api/schemas";
import { useCompleteLesson } from "@/features/courses/api/learn";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";
import { Tag } from "@/ui/tag";

import css from "./article.module.css";

/** A lesson of text. The reader says when it is read. */
export function Article({ lesson }: { lesson: Schemas["LessonView"] }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const complete = useCompleteLesson(lesson.course_id, lesson.id);
  const html = lesson.body_html ?? "";
  return (
    <article className={css.article}>
      <h1>{lesson.title}</h1>
      {html === "" ? (
        <p className="muted">{t("courses:learn.empty")}</p>
      ) : (
        // The server renders and sanitises Markdown; nothing else reaches this field.
        <div className="read" dangerouslySetInnerHTML={{ __html: html }} />
      )}
      <div className={css.end} role="status">
        {lesson.done ? (
          <Tag kind="positive">
            <IconCheck stroke={2} aria-hidden="true" />
            {t("courses:learn.wasRead")}
          </Tag>
        ) : (
          html !== "" && (
            <Button busy={complete.isPending} onClick={() => complete.mutate()} icon={<IconCheck stroke={1.75} aria-hidden="true" />}>
              {complete.isPending ? t("courses:learn.reading") : t("courses:learn.read")}
            </Button>
          )
        )}
      </div>
      {complete.isError && <Note kind="bad">{problemText(complete.error)}</Note>}
    </article>
  );
}
