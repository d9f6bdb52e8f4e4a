import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Learning } from "@/features/dashboard/api/learning";
import { courseTape } from "@/ui/course-tape";
import { useFormat } from "@/i18n/use-format";
import { ButtonLink } from "@/ui/button";
import { Cover } from "@/ui/cover";
import { SheetHead } from "@/ui/sheet-head";
import { Tag } from "@/ui/tag";
import { Tape } from "@/ui/tape";

import css from "./my-courses.module.css";

/** Courses the viewer is enrolled in, with how far each is. */
export function MyCourses({ courses, place }: { courses: Learning["courses"]; place: Learning["continue"] }) {
  const { t } = useTranslation();
  return (
    <section className="sheet">
      <SheetHead title={t("dashboard:courses")}>
        <span className="sm muted">{courses.length}</span>
      </SheetHead>
      <ul role="list">
        {courses.map((entry) => (
          <Row key={entry.course.id} entry={entry} started={entry.done_lessons > 0 || (place?.course_id === entry.course.id && place.position_ms > 0)} />
        ))}
      </ul>
    </section>
  );
}

function Row({ entry, started }: { entry: Learning["courses"][number]; started: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { course, done_lessons: done, lesson_count: count, continue_lesson_id: next } = entry;
  const seen = entry.last_seen_at == null ? undefined : t("dashboard:seen", { when: format.ago(entry.last_seen_at) });
  return (
    <li className={css.row}>
      <div className={css.cover}>
        <Cover seed={course.id} lengths={course.lesson_lengths_ms} done={course.done_places ?? undefined} image={course.cover?.small} />
      </div>
      <div className={css.words}>
        <h3 lang={course.language}>
          <Link to="/courses/$course" params={{ course: course.id }}>
            {course.title}
          </Link>
        </h3>
        <Tape pieces={courseTape(course, entry.continue_place)} />
        <p className="xs muted">
          {t("dashboard:doneOf", { done, count })} · <span className="num">{format.percent(entry.percent / 100)}</span>
          {entry.completed_at == null ? seen !== undefined && ` · ${seen}` : <> · <Tag kind="positive">{t("dashboard:completed")}</Tag></>}
        </p>
      </div>
      {next != null && (
        <ButtonLink size="s" to="/learn/$course/$lesson" params={{ course: course.id, lesson: next }} search={{}} aria-label={t("dashboard:continueCourse", { title: course.title })}>
          {started ? t("dashboard:goOn") : t("dashboard:begin")}
        </ButtonLink>
      )}
    </li>
  );
}
