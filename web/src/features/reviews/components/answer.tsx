import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { Review } from "@/features/reviews/api/reviews";
import { useAnswerReview, useRemoveAnswer } from "@/features/reviews/api/reviews";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import css from "./reviews.module.css";

/** The teacher's answer; for who may answer, the way to write, change and remove it. */
export function Answer({ course, review, canAnswer }: { course: string; review: Review; canAnswer: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const [writing, setWriting] = useState(false);
  const remove = useRemoveAnswer(course, review.id);
  const { answer } = review;
  if (writing) return <AnswerForm course={course} review={review} onDone={() => setWriting(false)} />;
  if (answer === null)
    return canAnswer ? (
      <div>
        <Button size="s" onClick={() => setWriting(true)}>
          {t("reviews:answer.write")}
        </Button>
      </div>
    ) : null;
  return (
    <div className={css.answer}>
      <p className="sm">
        <span className="strong">{answer.author.name}</span> <span className="muted">{t("reviews:answer.on", { date: format.date(answer.at) })}</span>
      </p>
      <p className={css.text}>{answer.text}</p>
      {canAnswer && (
        <div className={css.actions}>
          <Button size="s" onClick={() => setWriting(true)}>
            {t("reviews:change")}
          </Button>
          <Button size="s" variant="quiet" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t("reviews:answer.remove")}
          </Button>
        </div>
      )}
      {remove.isError && <Note kind="bad">{problemText(remove.error)}</Note>}
    </div>
  );
}

function AnswerForm({ course, review, onDone }: { course: string; review: Review; onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [text, setText] = useState(review.answer?.text ?? "");
  const send = useAnswerReview(course, review.id);
  const errors = fieldErrors(send.error);
  return (
    <form
      className={css.answer}
      onSubmit={(event) => {
        event.preventDefault();
        send.mutateAsync(text).then(onDone, () => undefined); // said in the form
      }}
    >
      <Textarea label={t("reviews:answer.text")} autosize minRows={2} maxRows={10} maxLength={5000} value={text} error={errors["text"]} onChange={(event) => setText(event.currentTarget.value)} />
      {send.isError && Object.keys(errors).length === 0 && <Note kind="bad">{problemText(send.error)}</Note>}
      <div className={css.actions}>
        <Button size="s" type="submit" variant="ink" busy={send.isPending}>
          {send.isPending ? t("reviews:form.sending") : t("reviews:answer.send")}
        </Button>
        <Button size="s" variant="quiet" onClick={onDone}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}
