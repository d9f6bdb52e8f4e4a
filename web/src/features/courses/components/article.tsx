import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

// Lesson texts hold code; its file is fetched only when there is some.
import "@fontsource-variable/jetbrains-mono/wght.css";

import type { LessonView } from "@/features/courses/api/learn";
import { RichText } from "@/ui/rich-text";

import css from "./article.module.css";
import { LessonFiles } from "./lesson-files";
import { ReadMark } from "./read-mark";

/** A lesson to read. The reader says when it is read. */
export function Article({ lesson }: { lesson: LessonView }) {
  const { t } = useTranslation();
  return (
    <Page lesson={lesson} marked={lesson.body_html !== ""}>
      {lesson.body_html === "" ? <p className="muted">{t("courses:learn.empty")}</p> : <RichText html={lesson.body_html} />}
    </Page>
  );
}

interface PageProps {
  lesson: LessonView;
  children: ReactNode;
  /** Whether there is something to mark as read. */
  marked: boolean;
  /** What is shown needs the width: pages of a document, a picture. */
  wide?: boolean;
}

/** A lesson that is a page: its name, what it is, its files, and the mark below. */
export function Page({ lesson, children, marked, wide }: PageProps) {
  return (
    <article className={wide === true ? `${css.article} ${css.wide}` : css.article}>
      <h1>{lesson.title}</h1>
      {children}
      <LessonFiles lesson={lesson} />
      {marked && (
        <div className={css.end}>
          <ReadMark lesson={lesson} />
        </div>
      )}
    </article>
  );
}
