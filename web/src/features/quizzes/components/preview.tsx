import { useState } from "react";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { BankQuestion, QuizItem } from "@/features/quizzes/api/types";
import type { Answer } from "@/features/quizzes/model";
import { asAsked } from "@/features/quizzes/model";
import { Empty } from "@/ui/empty";
import { Note } from "@/ui/note";

import { AnswerField } from "./answer-field";
import css from "./editor.module.css";
import { QuestionCard } from "./question-card";

/** The questions as a student meets them; what is answered here is kept nowhere. */
export function Preview({ items, questions }: { items: readonly QuizItem[]; questions: ReadonlyMap<string, BankQuestion> }) {
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<Record<number, Answer>>({});
  const of = items.reduce((all, item) => all + (item.kind === "draw" ? item.count : 1), 0);
  if (items.length === 0) return <Empty title={t("quizzes:items.none")} />;
  return (
    <div className="stack stack-l">
      <Note>{t("quizzes:preview.note")}</Note>
      <div className={css.preview}>
        {items.map((item, n) => {
          const number = items.slice(0, n).reduce((all, each) => all + (each.kind === "draw" ? each.count : 1), 1);
          if (item.kind === "draw")
            return (
              <p key={n} className="row row-s muted">
                <IconArrowsShuffle size={18} stroke={1.75} aria-hidden="true" />
                {item.topic == null ? t("quizzes:items.draw", { count: item.count }) : t("quizzes:items.drawFrom", { count: item.count, topic: item.topic })}
              </p>
            );
          const question = questions.get(item.question_id)?.question;
          if (question === undefined) return null;
          const asked = asAsked(question);
          return (
            <QuestionCard key={item.question_id} question={asked} number={number} of={of}>
              <AnswerField label={t("quizzes:map.question", { number })} question={asked} answer={answers[n]} onAnswer={(answer) => setAnswers({ ...answers, [n]: answer })} />
            </QuestionCard>
          );
        })}
      </div>
    </div>
  );
}
