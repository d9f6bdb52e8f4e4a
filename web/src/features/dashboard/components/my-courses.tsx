import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Learning } from "@/features/dashboard/api/learning";
import { courseTape } from "@/ui/course-tape";
import { useFormat } from "@/i18n/use-format";
import { ButtonLink } from "@/ui/button";
import { SheetHead } from "@/ui/sheet-head";
import { Tag } from "@/ui/tag";
import { Tabs } from "@/ui/tabs";
import { Tape } from "@/ui/tape";

import { Archive } from "./archive";
import { CourseLine } from "./course-line";
import { Leaving } from "./leaving";
import css from "./my-courses.module.css";

/** Courses the viewer is enrolled in, with how far each is; those that have left lie behind a tab. */
export function MyCourses({ courses, place, archivedCount }: { courses: Learning["courses"]; place: Learning["continue"]; archivedCount: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tab = useSearch({ strict: false, select: (search: { tab?: unknown }) => (search.tab === "archive" ? "archive" : "courses") });
  const list = (
    <ul role="list">
      {courses.map((entry) => (
        <Row key={entry.course.id} entry={entry} started={entry.done_lessons > 0 || (place?.course_id === entry.course.id && place.position_ms > 0)} />
      ))}
    </ul>
  );
  if (archivedCount === 0 && tab === "courses")
    return (
      <section className="sheet">
        <SheetHead title={t("dashboard:courses")}>
          <span className="sm muted">{courses.length}</span>
        </SheetHead>
        {list}
      </section>
    );
  return (
    <section className={`sheet ${css.tabbed}`}>
      <Tabs
        label={t("dashboard:courses")}
        value={tab}
        tabs={[
          { value: "courses", label: t("dashboard:courses"), count: courses.length },
          { value: "archive", label: t("dashboard:archive.title"), count: archivedCount },
        ]}
        onChange={(value) => void navigate({ to: "/cabinet", search: { tab: value === "archive" ? "archive" : undefined }, replace: true, resetScroll: false })}
      >
        {tab === "archive" ? <Archive /> : list}
      </Tabs>
    </section>
  );
}

function Row({ entry, started }: { entry: Learning["courses"][number]; started: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { course, done_lessons: done, lesson_count: count, continue_lesson_id: next } = entry;
  const seen = entry.last_seen_at == null ? undefined : t("dashboard:seen", { when: format.ago(entry.last_seen_at) });
  return (
    <CourseLine
      course={course}
      action={
        next != null && (
          <ButtonLink size="s" to="/learn/$course/$lesson" params={{ course: course.id, lesson: next }} search={{}} aria-label={t("dashboard:continueCourse", { title: course.title })}>
            {started ? t("dashboard:goOn") : t("dashboard:begin")}
          </ButtonLink>
        )
      }
    >
      <Tape pieces={courseTape(course, entry.continue_place)} />
      <p className="xs muted">
        {t("dashboard:doneOf", { done, count })} · <span className="num">{format.percent(entry.percent / 100)}</span>
        {entry.completed_at == null ? seen !== undefined && ` · ${seen}` : <> · <Tag kind="positive">{t("dashboard:completed")}</Tag></>}
      </p>
      <Leaving entry={entry} />
    </CourseLine>
  );
}
