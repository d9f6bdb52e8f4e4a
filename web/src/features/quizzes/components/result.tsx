import { useRef } from "react";
import { IconArrowRight, IconPlayerPlayFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { AttemptResult, QuizInfo, ReviewedQuestion } from "@/features/quizzes/api/types";
import { plainText } from "@/features/quizzes/markdown";
import { isBlank } from "@/features/quizzes/model";
import { pointsText } from "@/features/quizzes/points";
import { useSay } from "@/features/quizzes/use-say";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { ButtonLink } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Note } from "@/ui/note";
import { Tag } from "@/ui/tag";

import type { MapCell } from "./question-map";
import { QuestionMap } from "./question-map";
import css from "./result.module.css";
import { ReviewedAnswer } from "./reviewed-answer";
import { Line, Words } from "./words";

interface ResultProps {
  result: AttemptResult;
  info: QuizInfo | undefined;
  title: string;
  /** The name of a lesson of this course. */
  lessonTitle: (id: string) => string | undefined;
  /** The lesson after this one, if there is one. */
  next: string | undefined;
}

const CELL: Record<string, MapCell["state"]> = { right: "done", partial: "part", wrong: "wrong", awaiting_teacher: "waits", unanswered: "ahead" };

/** What came of an attempt: the score, what was right, and what to watch again. */
export function Result({ result, info, title, lessonTitle, next }: ResultProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const list = useRef<HTMLDivElement>(null);
  const points = (value: number) => pointsText(value, i18n.language);
  const waiting = result.state === "waiting_for_teacher";
  const judged = result.questions.some((question) => question.state != null);
  const scored = result.points != null && result.max != null;
  const heading = waiting ? t("quizzes:result.waiting") : result.passed === true ? t("quizzes:result.passed", { percent: result.percent }) : result.passed === false ? t("quizzes:result.failed", { percent: result.percent }) : t("quizzes:result.handedIn");
  const left = info?.attempts_left ?? null;
  const go = (index: number) => {
    const place = list.current?.querySelector<HTMLElement>(`[data-question="${index}"]`);
    place?.scrollIntoView({ block: "start" });
    place?.focus({ preventScroll: true });
  };
  const counted = (state: MapCell["state"]) => result.questions.filter((question) => CELL[question.state ?? ""] === state).length;
  const lesson = { course: result.course_id, lesson: result.lesson_id };
  return (
    <div className={css.page}>
      <section className="stack stack-l">
        <Link className="link sm" to="/learn/$course/$lesson" params={lesson} search={{}}>
          {title}
        </Link>
        <div className={css.head}>
          <div className={css.verdict}>
            {scored && (
              <p className={css.score}>
                {points(result.points ?? 0)}
                <small> / {points(result.max ?? 0)}</small>
              </p>
            )}
            <div className={css.said}>
              <h1>{heading}</h1>
              <p className="muted">
                {waiting ? t("quizzes:result.waitingText") : t("quizzes:result.passMark", { percent: result.pass_percent })}{" "}
                {left !== null && left > 0 && t("quizzes:result.left", { count: left })}
              </p>
            </div>
          </div>
          <div className="row row-w">
            {info?.can_start === true && (
              <ButtonLink to="/learn/$course/$lesson" params={lesson} search={{}}>
                {t("quizzes:result.again")}
              </ButtonLink>
            )}
            {next !== undefined && (
              <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course: result.course_id, lesson: next }} search={{}} iconEnd={<IconArrowRight stroke={1.75} aria-hidden="true" />}>
                {t("courses:learn.next")}
              </ButtonLink>
            )}
          </div>
        </div>
        {judged && (
          <div className="stack">
            <QuestionMap label={t("quizzes:result.answers")} cells={result.questions.map((question) => ({ state: CELL[question.state ?? ""] ?? "ahead" }))} onGo={go} />
            <p className={css.legend}>
              {(["done", "part", "wrong", "waits", "ahead"] as const).map(
                (state) =>
                  counted(state) > 0 && (
                    <span key={state}>
                      <i className={css[state]} />
                      {t(`quizzes:legend.${state}`, { count: counted(state) })}
                    </span>
                  ),
              )}
            </p>
          </div>
        )}
        {!scored && !waiting && <Note>{t(info?.settings.show === "nothing" ? "quizzes:result.hidden" : "quizzes:result.later")}</Note>}
      </section>
      {result.watch_again.length > 0 && (
        <section className="stack stack-l">
          <div className="stack stack-s">
            <h2>{t("quizzes:again.title", { count: result.watch_again.length })}</h2>
            <p className="muted">{t("quizzes:again.lead")}</p>
          </div>
          <div className="sheet">
            {result.watch_again.map((again) => (
              <Again key={again.question_index} course={result.course_id} again={again} review={result.questions.find(({ index }) => index === again.question_index)} lesson={lessonTitle(again.lesson_id)} />
            ))}
          </div>
        </section>
      )}
      {result.questions.length > 0 && (
        <section ref={list} className={css.reviews} aria-labelledby="quiz-answers">
          <h2 id="quiz-answers">{t("quizzes:result.answers")}</h2>
          {result.questions.map((review) => (
            <Review key={review.index} review={review} />
          ))}
        </section>
      )}
      {result.submitted_at != null && <p className="sm muted">{t("quizzes:result.handedInAt", { time: format.moment(result.submitted_at) })}</p>}
    </div>
  );
}

const TAG = { right: "positive", partial: "warning", wrong: "bad", awaiting_teacher: "line", unanswered: "line" } as const;

function Review({ review }: { review: ReviewedQuestion }) {
  const { t, i18n } = useTranslation();
  const { question } = review;
  return (
    <article className={cx("sheet", css.review)} tabIndex={-1} data-question={review.index} aria-label={t("quizzes:map.question", { number: review.index + 1 })}>
      <p className={css.reviewHead}>
        <span>
          {t("quizzes:map.question", { number: review.index + 1 })}
          {review.points != null && ` · ${t("quizzes:review.points", { points: pointsText(review.points, i18n.language), of: pointsText(question.points, i18n.language) })}`}
        </span>
        {review.state != null && <Tag kind={TAG[review.state]}>{t(`quizzes:state.${review.state}`)}</Tag>}
      </p>
      {question.prompt !== "" && <Words text={question.prompt} />}
      <ReviewedAnswer review={review} />
      {review.comment != null && review.comment !== "" && (
        <div className={css.comment}>
          <p className="sm muted">{t("quizzes:review.comment")}</p>
          <p>{review.comment}</p>
        </div>
      )}
      {review.explanation != null && (
        <div className={css.why}>
          <p className="sm muted">{t("quizzes:review.why")}</p>
          <Words text={review.explanation} />
        </div>
      )}
    </article>
  );
}

function Again({ course, again, review, lesson }: { course: string; again: AttemptResult["watch_again"][number]; review: ReviewedQuestion | undefined; lesson: string | undefined }) {
  const { t } = useTranslation();
  const say = useSay();
  const time = clock(again.second * 1000);
  const to = { to: "/learn/$course/$lesson", params: { course, lesson: again.lesson_id }, search: { t: Math.floor(again.second) } } as const;
  const body = review?.question.body;
  return (
    <article className={css.again}>
      <Link {...to} className={css.pic} tabIndex={-1} aria-hidden="true">
        <IconPlayerPlayFilled size={22} />
        {time}
      </Link>
      <div className={css.againWords}>
        <p className="xs muted">
          {t("quizzes:map.question", { number: again.question_index + 1 })}
          {lesson !== undefined && ` · ${lesson}`}
        </p>
        {review !== undefined && <h3>{review.question.prompt !== "" ? <Line text={review.question.prompt.split(/\n\s*\n/)[0] ?? ""} /> : body?.kind === "gaps" ? plainText(body.text) : ""}</h3>}
        {review !== undefined && !isBlank(review.answer) && (
          <p className="sm row row-s top">
            <Tag kind="bad">{t("quizzes:again.yours")}</Tag>
            <span>{say.answer(review.question, review.answer)}</span>
          </p>
        )}
        {review?.solution != null && (
          <p className="sm row row-s top">
            <Tag kind="positive">{t("quizzes:again.right")}</Tag>
            <span>{say.solution(review.question, review.solution)}</span>
          </p>
        )}
        <ButtonLink {...to} variant="lamp" size="s" icon={<IconPlayerPlayFilled aria-hidden="true" />}>
          {t("quizzes:again.from", { time })}
        </ButtonLink>
      </div>
    </article>
  );
}
