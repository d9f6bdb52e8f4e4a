import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Answer, StudentQuestion } from "@/features/quizzes/model";
import { readNumber } from "@/features/quizzes/points";

import css from "./answer.module.css";
import { ChoiceField } from "./choice-field";
import { GapsField } from "./gaps-field";
import { MatchField } from "./match-field";
import { OrderField } from "./order-field";

/** How long a hand rests before what it types is sent. */
export const TYPING_MS = 700;

export interface AnswerFieldProps {
  question: StudentQuestion;
  /** What was answered so far. */
  answer: Answer | undefined;
  /** `quietMs`: how long to wait for the next stroke. */
  onAnswer: (answer: Answer, quietMs: number) => void;
  disabled?: boolean | undefined;
  /** Digits choose options: only where one question is in sight. */
  keys?: boolean | undefined;
  /** The name of the question for screen readers: «Вопрос 7». */
  label: string;
}

/** What a question is answered with. Each kind shows what it needs and nothing else. */
export function AnswerField(props: AnswerFieldProps) {
  const { t } = useTranslation();
  const { question, answer, onAnswer, disabled, keys, label } = props;
  const { body } = question;
  switch (body.kind) {
    case "single":
      return <ChoiceField label={label} options={body.options} chosen={answer?.kind === "single" ? [answer.option] : []} disabled={disabled} keys={keys} onChoose={([option]) => option !== undefined && onAnswer({ kind: "single", option }, 0)} />;
    case "multiple":
      return <ChoiceField label={label} many options={body.options} chosen={answer?.kind === "multiple" ? answer.options : []} disabled={disabled} keys={keys} onChoose={(options) => onAnswer({ kind: "multiple", options }, 0)} />;
    case "true_false": {
      const options = [
        { id: "true", text: t("quizzes:answer.true") },
        { id: "false", text: t("quizzes:answer.false") },
      ];
      return <ChoiceField label={label} options={options} chosen={answer?.kind === "true_false" ? [String(answer.value)] : []} disabled={disabled} keys={keys} onChoose={([id]) => onAnswer({ kind: "true_false", value: id === "true" }, 0)} />;
    }
    case "number": {
      const text = answer?.kind === "number" ? answer.text : "";
      const unread = text.trim() !== "" && readNumber(text) === undefined;
      return (
        <TextInput
          className={css.short}
          label={t("quizzes:answer.number")}
          aria-label={`${label}. ${t("quizzes:answer.number")}`}
          description={unread ? <span className={css.wrongShape}>{t("quizzes:answer.notNumber")}</span> : t("quizzes:answer.numberHint")}
          inputMode="decimal"
          autoComplete="off"
          maxLength={100}
          value={text}
          disabled={disabled === true}
          onChange={(event) => onAnswer({ kind: "number", text: event.target.value }, TYPING_MS)}
        />
      );
    }
    case "short_text":
      return (
        <TextInput
          className={css.short}
          label={t("quizzes:answer.text")}
          aria-label={`${label}. ${t("quizzes:answer.text")}`}
          autoComplete="off"
          maxLength={1000}
          value={answer?.kind === "short_text" ? answer.text : ""}
          disabled={disabled === true}
          onChange={(event) => onAnswer({ kind: "short_text", text: event.target.value }, TYPING_MS)}
        />
      );
    case "matching":
      return <MatchField label={label} lefts={body.lefts} rights={body.rights} pairs={answer?.kind === "matching" ? answer.pairs : {}} disabled={disabled} onPairs={(pairs) => onAnswer({ kind: "matching", pairs }, 0)} />;
    case "ordering":
      return <OrderField items={body.items} order={answer?.kind === "ordering" && answer.order.length > 0 ? answer.order : undefined} disabled={disabled} onOrder={(order) => onAnswer({ kind: "ordering", order }, 0)} />;
    case "gaps":
      return <GapsField label={label} text={body.text} gaps={body.gaps} filled={answer?.kind === "gaps" ? answer.gaps : {}} disabled={disabled} onFill={(gaps, quiet) => onAnswer({ kind: "gaps", gaps }, quiet)} />;
    case "essay": {
      const text = answer?.kind === "essay" ? answer.text : "";
      const length = [...text].length;
      return (
        <div className={`stack stack-s ${css.essay}`}>
          <Textarea
            label={t("quizzes:answer.essay")}
            aria-label={`${label}. ${t("quizzes:answer.essay")}`}
            autosize
            minRows={8}
            maxRows={30}
            maxLength={body.max_chars}
            value={text}
            disabled={disabled === true}
            onChange={(event) => onAnswer({ kind: "essay", text: event.target.value }, TYPING_MS)}
          />
          <span className={css.count}>{t("quizzes:answer.letters", { count: length, of: body.max_chars })}</span>
        </div>
      );
    }
  }
}
