import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { lecturesQuery } from "@/features/progress/api/progress";
import { clock } from "@/lib/format";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { Skeleton, Waiting } from "@/ui/skeleton";

import css from "./progress.module.css";

/** The course's lectures; each leads to how it is watched. */
export function Lectures({ course }: { course: string }) {
  const { t } = useTranslation();
  const lectures = useQuery(lecturesQuery(course));
  if (lectures.isError) return <Failure error={lectures.error} onRetry={() => void lectures.refetch()} />;
  if (lectures.data === undefined)
    return (
      <Waiting label={t("common:loading")} slow={t("common:slow")}>
        <Skeleton height={280} radius="var(--r-card)" />
      </Waiting>
    );
  if (lectures.data.length === 0)
    return (
      <section className="sheet">
        <Empty title={t("progress:lectures.none")}>{t("progress:lectures.noneText")}</Empty>
      </section>
    );
  return (
    <ul role="list" className={`sheet ${css.lectures}`}>
      {lectures.data.map((lesson) => (
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
