import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";
import type { Learn } from "@/features/courses/api/learn";
import { allLessons } from "@/features/courses/lesson-order";
import { useFormat } from "@/i18n/use-format";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A course that is not open to this person: not joined, or its time is over. */
export function ClosedPage({ course, problem }: { course: string; problem: Problem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toCourse = (
    <ButtonLink variant="ink" to="/courses/$course" params={{ course }}>
      {t("courses:learn.notEnrolled.go")}
    </ButtonLink>
  );
  if (problem.slug === "access-over")
    return (
      <Empty level={1} title={t("courses:closed.over", { date: format.date(textOf(problem.body["ended_at"])) })} actions={toCourse}>
        {t("courses:closed.overText")}
      </Empty>
    );
  return (
    <Empty level={1} title={t("courses:learn.notEnrolled.title")} actions={toCourse}>
      {t("courses:learn.notEnrolled.text")}
    </Empty>
  );
}

/** A lesson whose turn or time has not come, opened by its address. */
export function ClosedLesson({ learn, problem }: { learn: Learn; problem: Problem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = allLessons(learn).find(({ id }) => id === problem.body["lesson_id"]);
  const words = wordsOf();
  if (words === undefined) return <ClosedPage course={learn.course.id} problem={problem} />;
  return (
    <Empty level={1} title={words.title} actions={words.go}>
      {words.text}
    </Empty>
  );

  function wordsOf(): { title: string; text: string; go?: ReactNode } | undefined {
    if (problem.slug === "lesson-not-yet") return { title: t("courses:state.opens", { when: format.moment(textOf(problem.body["opens_at"])) }), text: t("courses:closed.notYetText") };
    if (problem.slug !== "lesson-locked") return undefined;
    if (first === undefined) return { title: t("courses:closed.locked"), text: t("courses:state.locked") };
    return {
      title: t("courses:closed.locked"),
      text: t(first.kind === "test" ? "courses:state.afterTest" : "courses:state.after", { title: first.title }),
      go: (
        <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course: learn.course.id, lesson: first.id }} search={{}}>
          {t("courses:closed.go")}
        </ButtonLink>
      ),
    };
  }
}
