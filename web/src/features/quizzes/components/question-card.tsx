import type { ReactNode, Ref } from "react";
import { useState } from "react";
import { IconBulb } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { StudentQuestion } from "@/features/quizzes/model";
import { pointsText } from "@/features/quizzes/points";
import { Button } from "@/ui/button";

import css from "./taking.module.css";
import { Words } from "./words";

interface QuestionCardProps {
  question: StudentQuestion;
  number: number;
  of: number;
  /** At the end of its head. */
  aside?: ReactNode;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}

/** A question as it is asked: its number and worth, its words, a hint for those who ask. */
export function QuestionCard({ question, number, of, aside, ref, children }: QuestionCardProps) {
  const { t, i18n } = useTranslation();
  const [hinted, setHinted] = useState(false);
  const worth = t("quizzes:taking.worth", { count: question.points / 100, points: pointsText(question.points, i18n.language) });
  return (
    <section ref={ref} className={css.question} tabIndex={-1} aria-label={t("quizzes:map.question", { number })} data-question={number - 1}>
      <div className={css.questionHead}>
        <span>
          {t("quizzes:taking.place", { number, of })} · {worth}
          {question.penalty > 0 && ` · ${t("quizzes:taking.penalty", { points: pointsText(question.penalty, i18n.language) })}`}
        </span>
        {aside}
      </div>
      {question.prompt !== "" && <Words text={question.prompt} className={css.prompt} />}
      {question.hint != null &&
        (hinted ? (
          <div className={css.hint} role="status">
            <p className="sm muted">{t("quizzes:taking.hint")}</p>
            <Words text={question.hint} />
          </div>
        ) : (
          <div>
            <Button size="s" variant="quiet" icon={<IconBulb stroke={1.75} aria-hidden="true" />} onClick={() => setHinted(true)}>
              {t("quizzes:taking.showHint")}
            </Button>
          </div>
        ))}
      {children}
    </section>
  );
}
