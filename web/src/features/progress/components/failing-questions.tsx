import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { FailingQuestion } from "@/features/progress/api/progress";
import { failingQuery } from "@/features/progress/api/progress";
import { useFormat } from "@/i18n/use-format";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { RichText } from "@/ui/rich-text";
import { Blocks } from "@/ui/skeleton";

import css from "./progress.module.css";

/** The questions that lose points, the worst first; each leads to the statistics of its test. */
export function FailingQuestions({ course }: { course: string }) {
  return (
    <Loaded query={useQuery(failingQuery(course))} waiting={<Blocks heights={[280]} />}>
      {({ questions }) => <List course={course} questions={questions} />}
    </Loaded>
  );
}

function List({ course, questions }: { course: string; questions: readonly FailingQuestion[] }) {
  const { t } = useTranslation();
  if (questions.length === 0)
    return (
      <section className="sheet">
        <Empty title={t("progress:failing.none")}>{t("progress:failing.noneText")}</Empty>
      </section>
    );
  return (
    <div className="stack" style={{ gap: 16 }}>
      <p className="sm muted">{t("progress:failing.rule")}</p>
      <ol role="list" className={`sheet ${css.questions}`}>
        {questions.map((question) => (
          <li key={`${question.lesson_id} ${question.question_id}`}>
            <Question course={course} question={question} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Question({ course, question }: { course: string; question: FailingQuestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lesson_id: lesson } = question;
  return (
    <>
      <RichText html={question.html["prompt"] ?? ""} className={css.words} />
      <span className={css.bar} aria-hidden="true">
        <i style={{ width: `${question.percent}%` }} />
      </span>
      <p className="sm t2 row row-w between">
        <span>{t("progress:failing.figures", { percent: format.percent(question.percent / 100), wrong: question.wrong, count: question.answers })}</span>
        {question.in_video ? (
          <Link className="link" to="/teach/courses/$course/videos/$lesson" params={{ course, lesson }}>
            {t("progress:failing.video", { title: question.lesson_title })}
          </Link>
        ) : (
          <Link className="link" to="/teach/courses/$course/tests/$lesson" params={{ course, lesson }} search={{ tab: "statistics" }}>
            {t("progress:failing.test", { title: question.lesson_title })}
          </Link>
        )}
      </p>
    </>
  );
}
