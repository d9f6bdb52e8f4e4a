import { useEffect, useEffectEvent, useRef, useState } from "react";
import { IconArrowLeft, IconArrowRight, IconFlag, IconFlagFilled, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Timed } from "@/features/quizzes/api/quiz";
import type { AttemptOut } from "@/features/quizzes/api/types";
import { isBlank } from "@/features/quizzes/model";
import { useTaking } from "@/features/quizzes/use-taking";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";

import { AnswerField } from "./answer-field";
import { Countdown } from "./countdown";
import { QuestionCard } from "./question-card";
import { QuestionMap } from "./question-map";
import { SaveLine } from "./save-line";
import css from "./taking.module.css";

interface TakingProps {
  attempt: Timed<AttemptOut>;
  title: string;
  /** How many attempts there are; absent: as many as one likes. */
  attempts: number | null;
  courseId: string;
}

/** A test being taken: its map and clock above, its questions below. */
export function Taking({ attempt: timed, title, attempts, courseId }: TakingProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const attempt = timed.value;
  const taking = useTaking(timed);
  const [at, setAt] = useState(0);
  const [asking, setAsking] = useState(false);
  const [timeOver, setTimeOver] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const single = attempt.paging === "one";
  const count = attempt.questions.length;
  const open = attempt.questions.flatMap((_, n) => (isBlank(taking.answers.get(n)) ? [n] : []));
  const kept = [...taking.states.values()].some((state) => state.kind === "kept");

  const go = (index: number) => {
    setAt(index);
    // The question is there after the next paint: focus follows, so that a screen reader reads it.
    requestAnimationFrame(() => {
      const place = list.current?.querySelector<HTMLElement>(`[data-question="${index}"]`);
      place?.scrollIntoView({ block: "start" });
      place?.focus({ preventScroll: true });
    });
  };
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (!single || event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    if (event.target instanceof HTMLElement && event.target.closest("button, a, textarea, select, [role=combobox], [role=dialog], [aria-haspopup]") !== null) return;
    if (at < count - 1) go(at + 1);
    else setAsking(true);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const questions = attempt.questions.map((question, index) => {
    if (single && index !== at) return null;
    const later = taking.later.has(index);
    return (
      <QuestionCard
        key={index}
        question={question}
        number={index + 1}
        of={count}
        aside={
          <button type="button" className={css.flag} aria-pressed={later} onClick={() => taking.toggleLater(index)}>
            {later ? <IconFlagFilled size={16} aria-hidden="true" /> : <IconFlag size={16} stroke={1.75} aria-hidden="true" />}
            {t("quizzes:taking.later")}
          </button>
        }
      >
        <AnswerField label={t("quizzes:map.question", { number: index + 1 })} question={question} answer={taking.answers.get(index)} keys={single} disabled={timeOver} onAnswer={(answer, quiet) => taking.answer(index, answer, quiet)} />
        <SaveLine state={taking.states.get(index)} />
      </QuestionCard>
    );
  });
  const current = attempt.questions[at];
  const digits = current?.body.kind === "single" || current?.body.kind === "multiple" ? Math.min(9, current.body.options.length) : current?.body.kind === "true_false" ? 2 : 0;

  return (
    <>
      <div className={css.bar}>
        <div className={`wrap ${css.barIn}`}>
          <span className="row row-s" style={{ minWidth: 0 }}>
            <Link to="/learn/$course/$lesson" params={{ course: courseId, lesson: attempt.lesson_id }} search={{}} aria-label={t("quizzes:taking.leave")} title={t("quizzes:taking.leave")} className={css.leave}>
              <IconX size={20} stroke={1.75} aria-hidden="true" />
            </Link>
            <span className={css.name}>
              <b className="strong cut">{title}</b>
              <span className="xs muted">{attempts === null ? t("quizzes:taking.attempt", { number: attempt.number }) : t("quizzes:taking.attemptOf", { number: attempt.number, of: attempts })}</span>
            </span>
          </span>
          <QuestionMap
            label={t("quizzes:map.label")}
            cells={attempt.questions.map((_, n) => ({ state: isBlank(taking.answers.get(n)) ? "ahead" : "done", later: taking.later.has(n), now: single && n === at }))}
            onGo={go}
          />
          {attempt.deadline_at != null && (
            <Countdown
              deadline={attempt.deadline_at}
              offset={taking.offset}
              onZero={() => {
                setTimeOver(true);
                taking.submit();
              }}
            />
          )}
        </div>
      </div>
      <div ref={list} className={css.body}>
        <h1 className="sr">{title}</h1>
        {timeOver && <Note kind="warning">{t("quizzes:taking.timeOver")}</Note>}
        {kept && <Note kind="warning">{t("quizzes:taking.offline")}</Note>}
        {taking.submitError != null && <Note kind="bad">{problemText(taking.submitError)}</Note>}
        {questions}
        <div className={css.end}>
          {single && at > 0 ? (
            <Button icon={<IconArrowLeft stroke={1.75} aria-hidden="true" />} onClick={() => go(at - 1)}>
              {t("quizzes:taking.back")}
            </Button>
          ) : (
            <span className="desk" />
          )}
          {single && digits > 0 && <span className="sm muted desk">{t("quizzes:taking.keys", { of: digits })}</span>}
          {single && at < count - 1 ? (
            <Button variant="ink" iconEnd={<IconArrowRight stroke={1.75} aria-hidden="true" />} onClick={() => go(at + 1)}>
              {t("quizzes:taking.next")}
            </Button>
          ) : (
            <Button variant="ink" busy={taking.submitting} onClick={() => setAsking(true)}>
              {taking.submitting ? t("quizzes:taking.submitting") : t("quizzes:taking.submit")}
            </Button>
          )}
        </div>
      </div>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={open.length === 0 ? t("quizzes:submit.all") : t("quizzes:submit.some", { count: open.length })}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t("quizzes:submit.stay")}</Button>
            <Button
              variant="ink"
              onClick={() => {
                setAsking(false);
                taking.submit();
              }}
            >
              {t("quizzes:submit.go")}
            </Button>
          </>
        }
      >
        {open.length > 0 && (
          <ul className={css.unanswered} aria-label={t("quizzes:submit.list")}>
            {open.map((n) => (
              <li key={n}>
                <button
                  type="button"
                  aria-label={t("quizzes:map.question", { number: n + 1 })}
                  onClick={() => {
                    setAsking(false);
                    // The dialog gives focus back first.
                    setTimeout(() => go(n), 260);
                  }}
                >
                  {n + 1}
                </button>
              </li>
            ))}
          </ul>
        )}
        <p>{t("quizzes:submit.text")}</p>
      </Dialog>
    </>
  );
}
