import { IconCheck, IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { downloadResults, statisticsQuery } from "@/features/quizzes/api/quiz";
import type { AnswerShare, QuestionStats, QuizStatistics } from "@/features/quizzes/api/types";
import { plainText } from "@/features/quizzes/markdown";
import type { Question } from "@/features/quizzes/model";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";
import { toast } from "@/ui/toast";

import css from "./grading.module.css";
import { KindIcon } from "./kind-icon";
import { titleOf } from "./item-list";

/** What the attempts say about the test and each of its questions. */
export function Statistics({ lessonId }: { lessonId: string }) {
  return (
    <Loaded query={useQuery(statisticsQuery(lessonId))} waiting={<Blocks heights={[84, 320]} />}>
      {(stats) => <Shown stats={stats} lessonId={lessonId} />}
    </Loaded>
  );
}

function Shown({ stats, lessonId }: { stats: QuizStatistics; lessonId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const csv = useMutation({ mutationFn: () => downloadResults(lessonId), onError: (error) => toast(problemText(error)) });
  if (stats.attempts === 0)
    return (
      <section className="sheet">
        <Empty title={t("quizzes:stats.none")}>{t("quizzes:stats.noneText")}</Empty>
      </section>
    );
  const most = Math.max(1, ...stats.histogram);
  return (
    <div className="stack stack-l">
      <dl className={css.tiles}>
        <Tile name={t("quizzes:stats.attempts", { count: stats.attempts })} value={format.number(stats.attempts)} />
        <Tile name={t("quizzes:stats.people", { count: stats.people })} value={format.number(stats.people)} />
        <Tile name={t("quizzes:stats.passed")} value={format.percent(stats.people === 0 ? 0 : stats.people_passed / stats.people)} />
        <Tile name={t("quizzes:stats.mean")} value={stats.mean_percent == null ? "–" : format.percent(stats.mean_percent / 100)} />
      </dl>
      <section className="sheet">
        <SheetHead title={t("quizzes:stats.spread")}>
          <Button size="s" busy={csv.isPending} icon={<IconDownload stroke={1.75} aria-hidden="true" />} onClick={() => csv.mutate()}>
            {t("quizzes:stats.csv")}
          </Button>
        </SheetHead>
        <ol className={`pad ${css.histogram}`} style={{ height: 172 }}>
          {stats.histogram.map((count, n) => {
            const range = `${n * 10}–${n === 9 ? 100 : n * 10 + 9}`;
            return (
              <li key={n} data-none={count === 0 ? "" : undefined} aria-label={t("quizzes:stats.column", { range, count })}>
                <span aria-hidden="true">
                  {count > 0 && count}
                  <i style={{ height: `${(count / most) * 80}%` }} />
                </span>
                <span aria-hidden="true">{n * 10}</span>
              </li>
            );
          })}
        </ol>
      </section>
      <section className="sheet" aria-label={t("quizzes:tab.questions")}>
        <SheetHead title={t("quizzes:tab.questions")} />
        {stats.questions.map((question) => (
          <QuestionRow key={question.question_id} stats={question} />
        ))}
      </section>
    </div>
  );
}

function Tile({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function QuestionRow({ stats: { question, stats, answers } }: { stats: QuestionStats }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { difficulty, discrimination } = stats;
  const verdict = discrimination == null ? undefined : discrimination < 0 ? "bad" : discrimination < 0.15 ? "weak" : undefined;
  const figure = (value: number) => value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <article className={css.question}>
      <div className="row top">
        <KindIcon kind={question.body.kind} />
        <div className="stack stack-s grow">
          <h3 className="strong" style={{ font: "500 var(--t-lg)/var(--lh-lg) var(--font-read)" }}>
            {titleOf(question)}
          </h3>
          <p className={css.figures}>
            <span>{t("quizzes:stats.answers", { count: stats.count })}</span>
            {difficulty != null && (
              <span title={t("quizzes:stats.difficultyHint")}>
                {t("quizzes:stats.difficulty")} <b>{format.percent(difficulty)}</b>
              </span>
            )}
            {discrimination != null && (
              <span title={t("quizzes:stats.discriminationHint")}>
                {t("quizzes:stats.discrimination")} <b>{figure(discrimination)}</b>
              </span>
            )}
            {verdict !== undefined && <Tag kind={verdict === "bad" ? "bad" : "warning"}>{t(`quizzes:stats.${verdict}`)}</Tag>}
          </p>
        </div>
      </div>
      {answers.length > 0 && (
        <ul className={css.bars}>
          {answers.map((answer, n) => {
            const right = isRight(question, answer);
            return (
              <li key={n}>
                <span>
                  {right && <IconCheck size={16} stroke={2} aria-label={t("quizzes:state.right")} role="img" />}
                  <span>{shareWords(question, answer, t)}</span>
                </span>
                <span className={css.bar} data-right={right ? "" : undefined} aria-hidden="true">
                  <i style={{ width: `${Math.min(100, answer.share * 100)}%` }} />
                </span>
                <span>
                  {format.percent(answer.share)} ({format.number(answer.count)})
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </article>
  );
}

/** What the answer was, in words; a left item or a gap stands before it. */
function shareWords(question: Question, { part, answer, other }: AnswerShare, t: (key: string, values?: Record<string, unknown>) => string): string {
  const { body } = question;
  const said = () => {
    if (other) return t("quizzes:stats.other");
    if (answer == null) return t("quizzes:words.none");
    if (body.kind === "true_false") return t(answer === "true" ? "quizzes:answer.true" : "quizzes:answer.false");
    const gap = body.kind === "gaps" ? body.gaps.find(({ id }) => id === part)?.fill : undefined;
    const items = "options" in body ? body.options : body.kind === "matching" ? body.rights : body.kind === "ordering" ? body.items : gap?.kind === "choice" ? gap.options : [];
    const textOf = (id: string) => plainText(items.find((item) => item.id === id)?.text ?? id);
    return body.kind === "ordering" ? answer.split(" ").map(textOf).join(" → ") : textOf(answer);
  };
  if (part === "") return said();
  return body.kind === "matching" ? `${plainText(body.lefts.find(({ id }) => id === part)?.text ?? part)} → ${said()}` : `${t("quizzes:answer.gap", { number: part })}: ${said()}`;
}

function isRight({ body }: Question, { part, answer }: AnswerShare): boolean {
  if (answer == null) return false;
  if ("options" in body) return body.options.some(({ id, right }) => id === answer && right);
  if (body.kind === "true_false") return String(body.right) === answer;
  if (body.kind === "matching") return body.pairs.some((pair) => pair.left === part && pair.right === answer);
  return body.kind === "ordering" && body.order.join(" ") === answer;
}
