import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { CourseCardData } from "@/features/catalog/api/courses";
import { courseTape } from "@/ui/course-tape";
import { useFormat } from "@/i18n/use-format";
import { bind } from "@/lib/typography";
import { Cover } from "@/ui/cover";
import { Price } from "@/ui/price";
import { Rating } from "@/ui/rating";
import { Tape } from "@/ui/tape";

import css from "./course-card.module.css";

/** A course in a list; words that were searched for are marked. For who is enrolled a tape shows how far they are. */
export function CourseCard({ course }: { course: CourseCardData }) {
  const { t } = useTranslation();
  const format = useFormat();
  const done = course.enrolled ? (course.done_lessons ?? 0) : undefined;
  return (
    <article className={css.card}>
      <div className={css.cover}>
        <Cover seed={course.id} lengths={course.lesson_lengths_ms} done={course.done_places ?? undefined} image={course.cover?.medium} />
      </div>
      <div className={css.body}>
        <h3 lang={course.language}>
          <Link to="/courses/$course" params={{ course: course.id }}>
            {course.title_html === null ? bind(course.title) : <Found html={course.title_html} />}
          </Link>
        </h3>
        <p className={css.meta}>
          <span>{course.teacher.name}</span>
          <span>{[t("catalog:lessons", { count: course.lesson_count }), course.duration_ms > 0 && format.length(course.duration_ms)].filter(Boolean).join(" · ")}</span>
          {course.student_count > 0 && done === undefined && <span>{t("catalog:students", { count: course.student_count, shown: format.number(course.student_count) })}</span>}
        </p>
        {course.snippet_html !== null && (
          <p className={css.snippet} lang={course.language}>
            <Found html={course.snippet_html} />
          </p>
        )}
        {done === undefined ? (
          <p className={css.end}>
            {course.rating === null ? <span>{course.level !== "any" && t(`catalog:level.${course.level}`)}</span> : <Rating value={course.rating} count={course.review_count} />}
            <Price price={course.price} />
          </p>
        ) : (
          <div className={css.mine}>
            <Tape size="s" pieces={courseTape(course)} />
            <p className="xs muted row between">
              <span>{t("catalog:doneOf", { done, count: course.lesson_count })}</span>
              {done < course.lesson_count && (
                <Link className={`link strong sm ${css.go}`} to="/learn/$course" params={{ course: course.id }} aria-label={t("catalog:continueCourse", { title: course.title })}>
                  {t("catalog:continue")}
                </Link>
              )}
            </p>
          </div>
        )}
      </div>
    </article>
  );
}

/** Text with `<mark>` around what was found; the server escapes everything else. */
function Found({ html }: { html: string }) {
  return <span className={css.found} dangerouslySetInnerHTML={{ __html: html }} />;
}
