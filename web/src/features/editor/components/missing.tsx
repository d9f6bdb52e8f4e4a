import { IconAlertCircle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";

import css from "./editor.module.css";

/** What every course needs; the server may name more. */
const NEEDS = ["no-summary", "no-lessons", "lesson-without-video", "lesson-without-text"];

/** Before publishing: what is there, and what is not. */
export function Missing({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const needs = [...NEEDS.filter((slug) => slug === "no-summary" || slug === "no-lessons" || course.problems.includes(slug)), ...course.problems.filter((slug) => !NEEDS.includes(slug))];
  const nameless = (slug: string): string =>
    course.sections
      .flatMap(({ lessons }) => lessons)
      .filter((lesson) => (slug === "lesson-without-video" ? lesson.kind === "video" && lesson.video == null : slug === "lesson-without-text" && lesson.kind === "text" && (lesson.body ?? "").trim() === ""))
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
