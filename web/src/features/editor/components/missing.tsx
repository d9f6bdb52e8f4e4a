import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { CourseEdit, LessonEdit } from "@/features/editor/api/course";

import css from "./editor.module.css";

/** What every course needs; the server may name more. */
const NEEDS = ["no-summary", "no-lessons", "lesson-without-video", "lesson-without-text", "lesson-without-file", "lesson-without-link", "lesson-without-questions"];

/** Which lessons a word of the server is about. */
const LACKS: Record<string, (lesson: LessonEdit) => boolean> = {
  "lesson-without-video": ({ kind, video }) => kind === "video" && video === null,
  "lesson-without-text": ({ kind, body }) => kind === "text" && body.trim() === "",
  "lesson-without-file": ({ kind, file }) => kind === "file" && file === null,
  "lesson-without-link": ({ kind, link_url }) => kind === "link" && (link_url ?? "") === "",
};

/** Before publishing: what is there, and what is not. */
export function Missing({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const needs = [...NEEDS.filter((slug) => slug === "no-summary" || slug === "no-lessons" || course.problems.includes(slug)), ...course.problems.filter((slug) => !NEEDS.includes(slug))];
  const nameless = (slug: string): string =>
    course.sections
      .flatMap(({ lessons }) => lessons)
      .filter((lesson) => LACKS[slug]?.(lesson) === true)
      .map(({ title }) => t("editor:quoted", { title }))
      .join(", ");
  return (
    <ul className={css.missing} role="list">
      {needs.map((slug) => {
        const missing = course.problems.includes(slug);
        return (
          <li key={slug} className={missing ? css.lacks : undefined}>
            {missing ? <IconAlertCircle size={20} stroke={1.75} aria-hidden="true" /> : <IconCircleCheck size={20} stroke={1.75} aria-hidden="true" />}
            <span>
              {t(`editor:needs.${slug}.${missing ? "missing" : "there"}`, { defaultValue: slug })}
              {missing && nameless(slug) !== "" && `: ${nameless(slug)}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
