import { useEffect, useEffectEvent, useRef, useState } from "react";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { momentCalls, momentsQuery } from "@/features/quizzes/api/quiz";
import type { MomentOut } from "@/features/quizzes/api/types";
import type { Answer } from "@/features/quizzes/model";
import { isBlank } from "@/features/quizzes/model";
import { reached } from "@/features/quizzes/moments";
import { clock } from "@/lib/format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";
import { Tag } from "@/ui/tag";

import { AnswerField } from "./answer-field";
import css from "./video-questions.module.css";
import { ReviewedAnswer } from "./reviewed-answer";
import { Words } from "./words";

interface View {
  positionMs: number;
  playing: boolean;
  pause: () => void;
  play: () => void;
}

/** Questions inside a video: the picture stops at their moment, and goes on after an answer. */
export function VideoQuestions({ lessonId, view }: { lessonId: string; view: View }) {
  const { data: moments = [] } = useQuery(momentsQuery(lessonId));
  const [open, setOpen] = useState<MomentOut>();
  const before = useRef(view.positionMs);
  const met = useRef(new Set<string>());
  const { positionMs, playing } = view;
  const moved = useEffectEvent((now: number) => {
    const moment = reached(moments, before.current, now);
    before.current = now;
    if (moment === undefined || !playing || moment.right != null || met.current.has(moment.id)) return;
    met.current.add(moment.id);
    view.pause();
    setOpen(moment);
  });
  useEffect(() => {
    const timer = setTimeout(() => moved(positionMs), 0);
    return () => clearTimeout(timer);
  }, [positionMs]);
  if (open === undefined) return null;
  return (
    <Asked
      key={open.id}
      moment={open}
      onDone={() => {
        setOpen(undefined);
        view.play();
      }}
    />
  );
}

function Asked({ moment, onDone }: { moment: MomentOut; onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [answer, setAnswer] = useState<Answer>();
  const card = useRef<HTMLDivElement>(null);
  const give = useMutation({ mutationFn: (given: Answer) => momentCalls.answer(moment.id, given), onSuccess: () => card.current?.focus() });
  useEffect(() => card.current?.focus(), []);
  const { question } = moment;
  const result = give.data;
  return (
    <div className={css.over}>
      <div ref={card} className={css.card} role="dialog" aria-label={t("quizzes:moment.title", { time: clock(moment.second * 1000) })} tabIndex={-1}>
        <p className="row between sm muted">
          {t("quizzes:moment.title", { time: clock(moment.second * 1000) })}
          {result !== undefined && <Tag kind={result.right ? "positive" : "bad"}>{t(result.right ? "quizzes:state.right" : `quizzes:state.${result.review.state === "partial" ? "partial" : "wrong"}`)}</Tag>}
        </p>
        {question.prompt !== "" && <Words text={question.prompt} className={css.prompt} />}
        {result === undefined ? <AnswerField label={t("quizzes:moment.question")} question={question} answer={answer} onAnswer={setAnswer} /> : <ReviewedAnswer review={result.review} />}
        {result?.review.explanation != null && <Words text={result.review.explanation} />}
        {give.isError && <Note kind="bad">{problemText(give.error)}</Note>}
        <div className={css.end} role="status">
          {result === undefined ? (
            <>
              <Button variant="quiet" onClick={onDone}>
                {t("quizzes:moment.skip")}
              </Button>
              <Button variant="ink" busy={give.isPending} disabled={isBlank(answer)} onClick={() => answer !== undefined && give.mutate(answer)}>
                {t("quizzes:moment.answer")}
              </Button>
            </>
          ) : (
            <Button variant="lamp" icon={<IconPlayerPlayFilled aria-hidden="true" />} onClick={onDone}>
              {t("quizzes:moment.goOn")}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
