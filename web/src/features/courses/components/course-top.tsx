import { IconStarFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Course } from "@/features/courses/api/course";
import { useFormat } from "@/i18n/use-format";
import { bind } from "@/lib/typography";
import { Avatar } from "@/ui/avatar";
import { Cover } from "@/ui/cover";
import { coverLook } from "@/ui/cover-inks";
import { Tag } from "@/ui/tag";

import css from "./course-top.module.css";

/** The head of a course in its own ink. */
export function CourseTop({ course }: { course: Course }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={`${css.top} on-stage`} style={{ background: coverLook(course.id).ink.ground }}>
      <div className={css.art}>
        <Cover seed={course.id} lengths={course.lesson_lengths_ms} done={course.done_places ?? undefined} />
      </div>
      <div className={`wrap ${css.inside}`}>
        <div className="stack stack-l">
          <nav className={css.crumbs} aria-label={t("courses:crumbs")}>
            <Link to="/" search={{}}>
              {t("common:nav.catalogue")}
            </Link>
            {course.category !== null && (
              <>
                <span aria-hidden="true">/</span>
                <Link to="/" search={{ category: course.category.slug }}>
                  {course.category.name}
                </Link>
              </>
            )}
            {course.published_at === null && <Tag kind="now">{t("courses:draft")}</Tag>}
          </nav>
          <div className="stack" lang={course.language}>
            <h1 className={css.title}>{bind(course.title)}</h1>
            {course.summary !== "" && <p className={`lg ${css.soft} ${css.summary}`}>{bind(course.summary)}</p>}
          </div>
          <div className={css.people}>
            <span className="row row-s">
              <Avatar name={course.teacher.name} size="s" />
              {course.teacher.name}
            </span>
            {course.rating !== null && (
              <a className={css.rating} href="#reviews">
                <IconStarFilled size={14} aria-hidden="true" />
                {t("courses:reviewsLink", { rating: format.number(Math.round(course.rating * 10) / 10), count: course.review_count, shown: format.number(course.review_count) })}
              </a>
            )}
            {course.level !== "any" && <span className={css.soft}>{t(`courses:level.${course.level}`)}</span>}
            {course.published_at !== null && <span className={css.soft}>{t("courses:published", { date: format.date(course.published_at) })}</span>}
          </div>
        </div>
      </div>
    </section>
  );
}
