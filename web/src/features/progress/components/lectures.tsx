import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Schemas } from "@/api/schemas";
import { lecturesQuery } from "@/features/progress/api/progress";
import { clock } from "@/lib/format";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";

import css from "./progress.module.css";

/** The course's lectures; each leads to how it is watched. */
export function Lectures({ course }: { course: string }) {
  return (
    <Loaded query={useQuery(lecturesQuery(course))} waiting={<Blocks heights={[280]} />}>
      {(lessons) => <List course={course} lessons={lessons} />}
    </Loaded>
  );
}

function List({ course, lessons }: { course: string; lessons: readonly Schemas["LearnLesson"][] }) {
  const { t } = useTranslation();
  if (lessons.length === 0)
    return (
      <section className="sheet">
        <Empty title={t("progress:lectures.none")}>{t("progress:lectures.noneText")}</Empty>
      </section>
    );
  return (
    <ul role="list" className={`sheet ${css.lectures}`}>
      {lessons.map((lesson) => (
        <li key={lesson.id}>
          <Link className="link strong" to="/teach/courses/$course/lessons/$lesson/curve" params={{ course, lesson: lesson.id }}>
            {lesson.title}
          </Link>
          <span className="sm muted num">{clock(lesson.duration_ms)}</span>
        </li>
      ))}
    </ul>
  );
}
