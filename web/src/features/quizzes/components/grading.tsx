import { useState } from "react";
import { Textarea, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import { gradingCalls, gradingKey, gradingPage } from "@/features/quizzes/api/quiz";
import type { EssayOut, GradingRow } from "@/features/quizzes/api/types";
import { pointsText, readPoints } from "@/features/quizzes/points";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { Segmented } from "@/ui/segmented";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";

import css from "./grading.module.css";
import { Regrade } from "./regrade";
import { Words } from "./words";

/** What waits for a person: long texts, oldest first. */
export function Grading({ lessonId }: { lessonId: string }) {
  const { t } = useTranslation();
  const [which, setWhich] = useState<"waiting" | "all">("waiting");
  const rows = useInfiniteQuery({
    queryKey: [...gradingKey(lessonId), which],
    queryFn: ({ pageParam, signal }) => gradingPage(lessonId, which === "waiting", pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const all = rows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="stack stack-l">
      <div className={css.head}>
        <Segmented
          label={t("quizzes:tab.grading")}
          value={which}
          onChange={setWhich}
          options={[
            { value: "waiting", label: t("quizzes:grading.waiting") },
            { value: "all", label: t("quizzes:grading.all") },
          ]}
        />
        <Regrade lessonId={lessonId} />
      </div>
      <Loaded query={rows} waiting={<Blocks heights={[240]} />}>
        {() =>
          all.length === 0 ? (
            <section className="sheet">
              <Empty title={t(which === "waiting" ? "quizzes:grading.none" : "quizzes:grading.noneYet")}>{t(which === "waiting" ? "quizzes:grading.noneText" : "quizzes:grading.noneYetText")}</Empty>
            </section>
          ) : (
            all.map((row) => <Attempt key={row.attempt_id} row={row} lessonId={lessonId} />)
          )
        }
      </Loaded>
      <More list={rows} />
    </div>
  );
}

function Attempt({ row: first, lessonId }: { row: GradingRow; lessonId: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [graded, setGraded] = useState<GradingRow>();
  const row = graded ?? first;
  return (
    <section className={`sheet ${css.attempt}`} aria-label={row.account.name}>
      <header>
        <span>
          <b className="strong">{row.account.name}</b>
          <span className="sm muted">
            {t("quizzes:taking.attempt", { number: row.number })} · {format.moment(row.submitted_at)}
          </span>
        </span>
        <span className="row row-s" style={{ display: "flex" }}>
          <span className="sm muted num">{t("quizzes:review.points", { points: pointsText(row.points, i18n.language), of: pointsText(row.max, i18n.language) })}</span>
          {row.state === "waiting_for_teacher" ? <Tag kind="warning">{t("quizzes:grading.isWaiting")}</Tag> : row.passed != null && <Tag kind={row.passed ? "positive" : "plain"}>{t(row.passed ? "quizzes:start.passedWith" : "quizzes:start.notPassedWith", { percent: row.percent })}</Tag>}
        </span>
      </header>
      {row.essays.map((essay) => (
        <EssayGrade key={essay.index} attempt={row.attempt_id} essay={essay} lessonId={lessonId} onGraded={setGraded} />
      ))}
    </section>
  );
}

function EssayGrade({ attempt, essay, lessonId, onGraded }: { attempt: string; essay: EssayOut; lessonId: string; onGraded: (row: GradingRow) => void }) {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const queries = useQueryClient();
  const [points, setPoints] = useState(essay.points == null ? "" : pointsText(essay.points, i18n.language));
  const [comment, setComment] = useState(essay.comment ?? "");
  const read = readPoints(points);
  const { question } = essay;
  const wrong = points !== "" && (read === undefined || read < 0 || read > question.points);
  const give = useMutation({
    mutationFn: () => gradingCalls.grade(attempt, essay.index, read ?? 0, comment.trim() === "" ? null : comment.trim()),
    onSuccess: (row) => {
      onGraded(row);
      void queries.invalidateQueries({ queryKey: ["quiz", lessonId, "statistics"] });
    },
  });
  const errors = fieldErrors(give.error);
  return (
    <div className={css.essay}>
      <Words text={question.prompt} className={css.prompt} />
      {question.body.kind === "essay" && question.body.guide != null && (
        <details>
          <summary className="sm strong" style={{ cursor: "pointer" }}>
            {t("quizzes:grading.guide")}
          </summary>
          <Words text={question.body.guide} className={css.prompt} />
        </details>
      )}
      <p className={css.text}>{essay.answer?.kind === "essay" ? essay.answer.text : t("quizzes:words.none")}</p>
      <form
        className={css.grade}
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && points !== "") give.mutate();
        }}
      >
        <TextInput
          label={t("quizzes:grading.points", { of: pointsText(question.points, i18n.language) })}
          inputMode="decimal"
          value={points}
          error={wrong ? t("quizzes:grading.range", { of: pointsText(question.points, i18n.language) }) : errors["points"]}
          onChange={(event) => setPoints(event.target.value)}
        />
        <Textarea label={t("quizzes:grading.comment")} autosize minRows={1} maxRows={6} maxLength={10_000} value={comment} error={errors["comment"]} onChange={(event) => setComment(event.target.value)} />
        <Button type="submit" variant="ink" busy={give.isPending} disabled={wrong || points === ""} icon={<IconCheck stroke={1.75} aria-hidden="true" />}>
          {t(give.isPending ? "quizzes:grading.saving" : essay.points == null ? "quizzes:grading.give" : "quizzes:grading.change")}
        </Button>
      </form>
      {give.isSuccess && (
        <p className="sm" style={{ color: "var(--positive)" }} role="status">
          {t("quizzes:grading.given")}
        </p>
      )}
      {give.isError && <Note kind="bad">{problemText(give.error)}</Note>}
    </div>
  );
}
