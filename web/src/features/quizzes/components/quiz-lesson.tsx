import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { attemptCalls, quizInfoKey, quizInfoQuery } from "@/features/quizzes/api/quiz";
import type { AttemptRow, QuizInfo } from "@/features/quizzes/api/types";
import { pointsText } from "@/features/quizzes/points";
import { useFormat } from "@/i18n/use-format";
import { Button, ButtonLink } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Note } from "@/ui/note";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";

import css from "./start.module.css";

interface QuizLessonProps {
  lessonId: string;
  courseId: string;
  title: string;
}

/** A test before it is begun: what it asks of one, what was tried, and the way in. */
export function QuizLesson({ lessonId, courseId, title }: QuizLessonProps) {
  const info = useQuery(quizInfoQuery(lessonId));
  return (
    <div className={css.start}>
      <h1>{title}</h1>
      <Loaded query={info} waiting={<Blocks heights={[84, 48]} />}>
        {(shown) => <Start info={shown} courseId={courseId} />}
      </Loaded>
    </div>
  );
}

function Start({ info, courseId }: { info: QuizInfo; courseId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { settings } = info;
  const start = useMutation({
    mutationFn: () => attemptCalls.start(info.lesson_id),
    onSuccess: async (attempt) => {
      await navigate({ to: "/learn/$course/$lesson/attempts/$attempt", params: { course: courseId, lesson: info.lesson_id, attempt: attempt.id } });
      void queries.invalidateQueries({ queryKey: quizInfoKey(info.lesson_id) });
    },
    onError: () => void queries.invalidateQueries({ queryKey: quizInfoKey(info.lesson_id) }),
  });
  const used = info.attempts.filter(({ state }) => state !== "open").length;
  return (
    <>
      {info.passed && <Note kind="positive">{t("quizzes:start.passed")}</Note>}
      <dl className={css.facts}>
        <Fact name={t("quizzes:start.questions", { count: info.question_count })} value={format.number(info.question_count)} />
        <Fact name={t("quizzes:start.time")} value={settings.time_limit_s === null ? t("quizzes:start.noLimit") : format.length(settings.time_limit_s * 1000)} />
        <Fact name={t("quizzes:start.pass")} value={format.percent(settings.pass_percent / 100)} />
        <Fact name={t("quizzes:start.attempts")} value={settings.attempts === null ? t("quizzes:start.anyNumber") : t("quizzes:start.leftOf", { left: info.attempts_left ?? 0, of: settings.attempts })} />
      </dl>
      <div className="stack stack-s t2">
        {settings.time_limit_s !== null && <p>{t("quizzes:start.clockRuns")}</p>}
        {settings.pause_s > 0 && <p>{t("quizzes:start.pause", { time: format.length(settings.pause_s * 1000) })}</p>}
        {settings.closes_at !== null && info.refusal?.reason !== "test-closed" && <p>{t("quizzes:start.closes", { time: format.moment(settings.closes_at) })}</p>}
      </div>
      {info.refusal != null && info.open_attempt == null && <Note kind={used > 0 ? "info" : "warning"}>{refusalWords(info, t, format.moment)}</Note>}
      {start.isError && <Note kind="bad">{problemText(start.error)}</Note>}
      {info.open_attempt != null ? (
        <div className={`row row-w ${css.go}`}>
          <ButtonLink variant="lamp" size="l" icon={<IconPlayerPlayFilled aria-hidden="true" />} to="/learn/$course/$lesson/attempts/$attempt" params={{ course: courseId, lesson: info.lesson_id, attempt: info.open_attempt }}>
            {t("quizzes:start.resume")}
          </ButtonLink>
          <span className="sm muted">{t("quizzes:start.resumeText")}</span>
        </div>
      ) : (
        info.can_start && (
          <div className={`row row-w ${css.go}`}>
            <Button variant="lamp" size="l" busy={start.isPending} onClick={() => start.mutate()}>
              {start.isPending ? t("quizzes:start.starting") : used === 0 ? t("quizzes:start.go") : t("quizzes:start.goAgain")}
            </Button>
          </div>
        )
      )}
      {used > 0 && (
        <section className="sheet">
          <SheetHead title={t("quizzes:start.earlier")} />
          <ul className={css.rows}>
            {info.attempts.map((row) => row.state !== "open" && <Row key={row.id} row={row} courseId={courseId} lessonId={info.lesson_id} />)}
          </ul>
        </section>
      )}
    </>
  );
}

function refusalWords(info: QuizInfo, t: (key: string, values?: Record<string, unknown>) => string, moment: (iso: string) => string): string {
  const { reason, until } = info.refusal ?? { reason: "" };
  if (reason === "pause-between-attempts" && until != null) return t("quizzes:refusal.pause", { time: moment(until) });
  if (reason === "no-attempts-left") return t("quizzes:refusal.none");
  if (reason === "test-not-ready") return t("quizzes:refusal.notReady");
  if (reason === "test-closed") {
    if (until != null) return t("quizzes:refusal.notOpen", { time: moment(until) });
    return info.settings.closes_at === null ? t("quizzes:refusal.closed") : t("quizzes:refusal.closedAt", { time: moment(info.settings.closes_at) });
  }
  return t("quizzes:refusal.other");
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Row({ row, courseId, lessonId }: { row: AttemptRow; courseId: string; lessonId: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <span>
        <Link className="link strong" to="/learn/$course/$lesson/attempts/$attempt" params={{ course: courseId, lesson: lessonId, attempt: row.id }}>
          {t("quizzes:taking.attempt", { number: row.number })}
        </Link>
        <span className="sm muted">{format.moment(row.submitted_at ?? row.started_at)}</span>
      </span>
      <span className="row row-s">
        {row.points != null && row.max != null && <span className="num muted sm">{t("quizzes:review.points", { points: pointsText(row.points, i18n.language), of: pointsText(row.max, i18n.language) })}</span>}
        {row.state === "waiting_for_teacher" ? (
          <Tag kind="line">{t("quizzes:start.waiting")}</Tag>
        ) : (
          row.passed != null && <Tag kind={row.passed ? "positive" : "plain"}>{row.percent == null ? t(row.passed ? "quizzes:start.isPassed" : "quizzes:start.notPassed") : t(row.passed ? "quizzes:start.passedWith" : "quizzes:start.notPassedWith", { percent: row.percent })}</Tag>
        )}
      </span>
    </li>
  );
}
