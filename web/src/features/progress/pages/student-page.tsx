import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { StudentLesson, StudentView } from "@/features/progress/api/progress";
import { studentQuery } from "@/features/progress/api/progress";
import curveCss from "@/features/progress/components/curve.module.css";
import css from "@/features/progress/components/progress.module.css";
import { StudentState } from "@/features/progress/components/student-state";
import { useFormat } from "@/i18n/use-format";
import { tapeLengths } from "@/lib/tape-lengths";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { Tape } from "@/ui/tape";

/** One student of the course, lesson by lesson. */
export function StudentPage({ course, account }: { course: string; account: string }) {
  const { t } = useTranslation();
  const view = useQuery(studentQuery(course, account));
  useTitle(view.data?.student.account.name);
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead
        title={view.data?.student.account.name ?? t("progress:student")}
        lead={view.data?.student.account.email}
        crumbs={
          <>
            <Link className="link" to="/teach/courses/$course" params={{ course }} search={{}}>
              {view.data?.course_title ?? t("progress:course")}
            </Link>
            <span aria-hidden="true"> / </span>
            <Link className="link" to="/teach/courses/$course/students" params={{ course }} search={{}}>
              {t("progress:title")}
            </Link>
          </>
        }
      />
      <Loaded query={view} waiting={<Blocks heights={[84, 320]} />}>
        {(shown) => <Shown course={course} view={shown} />}
      </Loaded>
    </div>
  );
}

function Shown({ course, view: { student, lessons } }: { course: string; view: StudentView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = lessons.filter((lesson) => !lesson.removed);
  const lengths = tapeLengths(shown.map((lesson) => lesson.duration_ms));
  const done = t("progress:lessons", { done: student.done_lessons, count: student.lesson_count });
  return (
    <div className="stack stack-l">
      <dl className={curveCss.figures}>
        {[
          [t("progress:column.progress"), format.percent(student.percent / 100)],
          [t("progress:column.watched"), student.watched_ms > 0 ? format.length(student.watched_ms) : "–"],
          [t("progress:column.seen"), format.ago(student.last_seen_at)],
          [t("progress:enrolled"), format.date(student.enrolled_at)],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className="sheet pad stack">
        <Tape size="l" label={done} pieces={shown.map((lesson, at) => ({ length: lengths[at] ?? 1, ...(lesson.done_at != null ? { state: "done" as const } : { part: lesson.percent }) }))} />
        <div className="row row-w between">
          <span className="sm muted">{done}</span>
          <StudentState student={student} />
        </div>
      </section>
      <section className="sheet" aria-labelledby="lessons">
        <SheetHead title={<span id="lessons">{t("progress:byLesson")}</span>} />
        <Table
          caption={t("progress:byLesson")}
          columns={[{ label: t("progress:column.lesson") }, { label: t("progress:column.progress") }, { label: t("progress:column.watched"), number: true }, { label: t("progress:column.attempts") }]}
          rows={lessons.map((lesson) => ({
            key: lesson.id,
            cells: [<LessonName key="name" course={course} lesson={lesson} />, <LessonProgress key="progress" lesson={lesson} />, lesson.watched_ms > 0 ? format.length(lesson.watched_ms) : null, lesson.attempts.length > 0 ? <Attempts key="attempts" attempts={lesson.attempts} /> : null],
          }))}
        />
      </section>
    </div>
  );
}

function LessonName({ course, lesson }: { course: string; lesson: StudentLesson }) {
  const { t } = useTranslation();
  const params = { course, lesson: lesson.id };
  return (
    <div className={css.name}>
      {lesson.kind === "video" && !lesson.removed ? (
        <Link to="/teach/courses/$course/lessons/$lesson/curve" params={params}>
          {lesson.title}
        </Link>
      ) : lesson.kind === "test" && !lesson.removed ? (
        <Link to="/teach/courses/$course/tests/$lesson" params={params} search={{ tab: "statistics" }}>
          {lesson.title}
        </Link>
      ) : (
        <span className="strong">{lesson.title}</span>
      )}
      <span className="xs muted">{[lesson.section, lesson.removed ? t("progress:removed") : !lesson.required && t("progress:optional")].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

function LessonProgress({ lesson }: { lesson: StudentLesson }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (lesson.done_at != null) return <Tag kind="positive">{t("progress:state.done", { date: format.date(lesson.done_at) })}</Tag>;
  return lesson.percent > 0 ? <span className="num">{format.percent(lesson.percent / 100)}</span> : <span className="muted">{t("progress:notBegun")}</span>;
}

function Attempts({ attempts }: { attempts: StudentLesson["attempts"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={css.attempts}>
      {attempts.map((attempt) => (
        <span key={attempt.id} className="nowrap num">
          {attempt.submitted_at == null ? (
            t("progress:attempt.open")
          ) : attempt.passed == null ? (
            t("progress:attempt.waiting")
          ) : (
            <Tag kind={attempt.passed ? "positive" : "plain"}>{t(attempt.passed ? "progress:attempt.passed" : "progress:attempt.failed", { percent: format.percent((attempt.percent ?? 0) / 100) })}</Tag>
          )}
        </span>
      ))}
    </div>
  );
}
