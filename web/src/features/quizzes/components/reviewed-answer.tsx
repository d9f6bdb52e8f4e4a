import type { ReactNode } from "react";
import { IconCheck, IconCircleDashed, IconMinus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { ReviewedQuestion } from "@/features/quizzes/api/types";
import { plainText } from "@/features/quizzes/markdown";
import type { Item, Verdict } from "@/features/quizzes/model";
import { isBlank } from "@/features/quizzes/model";
import { useSay } from "@/features/quizzes/use-say";
import { cx } from "@/ui/cx";

import css from "./result.module.css";
import { Line, Words } from "./words";

const ICON = { right: IconCheck, partial: IconMinus, wrong: IconX, missed: IconCircleDashed, chosen: IconMinus };

/** What was answered, with the verdicts that the teacher lets one see. */
export function ReviewedAnswer({ review }: { review: ReviewedQuestion }) {
  const { t } = useTranslation();
  const say = useSay();
  const { question, answer, solution } = review;
  const { body } = question;
  const verdict = (id: string) => review.parts?.find((part) => part.id === id)?.verdict;
  const whole: Verdict | undefined = review.state === "right" || review.state === "wrong" || review.state === "partial" ? review.state : undefined;
  const row = (key: string, how: Verdict | "chosen" | undefined, words: ReactNode, note?: string, feedback?: string | null) => {
    const Icon = how === undefined ? undefined : ICON[how];
    return (
      <li key={key} className={cx(css.line, how === "right" && css.right, how === "wrong" && css.wrong, how === "missed" && css.missed)}>
        {Icon === undefined ? <span /> : <Icon size={20} stroke={2} aria-hidden="true" />}
        <span>{words}</span>
        {note === undefined ? <span /> : <small>{note}</small>}
        {feedback != null && (
          <span className={css.feedback}>
            <Line text={feedback} />
          </span>
        )}
      </li>
    );
  };
  const note = (how: Verdict | undefined, chosen: boolean) => (how === undefined ? (chosen ? t("quizzes:review.yours") : undefined) : chosen ? t(`quizzes:review.your.${how}`) : how === "missed" ? t("quizzes:review.missed") : undefined);

  if (body.kind === "single" || body.kind === "multiple" || body.kind === "true_false") {
    const options: Item[] = body.kind === "true_false" ? [{ id: "true", text: t("quizzes:answer.true") }, { id: "false", text: t("quizzes:answer.false") }] : body.options;
    const chosen = answer?.kind === "single" ? [answer.option] : answer?.kind === "multiple" ? answer.options : answer?.kind === "true_false" ? [String(answer.value)] : [];
    const right = solution?.kind === "options" ? solution.options : solution?.kind === "true_false" ? [String(solution.value)] : [];
    return (
      <ul className={css.given}>
        {options.map(({ id, text }) => {
          const mine = chosen.includes(id);
          const how: Verdict | undefined = mine ? (verdict(id) ?? (body.kind === "multiple" ? undefined : whole)) : right.includes(id) ? "missed" : undefined;
          return row(id, how ?? (mine ? "chosen" : undefined), <Line text={text} />, note(how, mine), mine ? (review.feedback?.[id] ?? (body.kind === "true_false" ? review.feedback?.[""] : undefined)) : undefined);
        })}
      </ul>
    );
  }
  if (body.kind === "essay") return isBlank(answer) ? <p className="muted">{t("quizzes:words.none")}</p> : <p className={css.essay}>{answer?.kind === "essay" ? answer.text : ""}</p>;
  if (body.kind === "gaps") {
    const filled = answer?.kind === "gaps" ? answer.gaps : {};
    const gap = (id: string) => {
      const fill = body.gaps.find((each) => each.id === id)?.fill;
      const given = filled[id] ?? "";
      const words = fill?.kind === "choice" ? plainText(fill.options.find((option) => option.id === given)?.text ?? given) : given;
      const how = verdict(id);
      const Icon = how === undefined ? undefined : ICON[how];
      return (
        <span className={css.gapGiven} data-verdict={how}>
          {Icon !== undefined && <Icon size={16} stroke={2} aria-hidden="true" />}
          {words === "" ? "…" : words}
          {how !== undefined && <span className="sr">{t(`quizzes:review.your.${how}`)}</span>}
        </span>
      );
    };
    return (
      <div className={css.given}>
        <Words text={body.text} gap={gap} />
        {solution != null && review.state !== "right" && <ul className={css.given}>{row("solution", "missed", say.solution(question, solution), t("quizzes:review.solution"))}</ul>}
      </div>
    );
  }
  if (body.kind === "matching") {
    const pairs = answer?.kind === "matching" ? answer.pairs : {};
    const of = (id: string | undefined) => body.rights.find((right) => right.id === id)?.text;
    return (
      <ul className={css.given}>
        {body.lefts.map((left) => {
          const how = verdict(left.id);
          const right = solution?.kind === "matching" ? of(solution.pairs[left.id]) : undefined;
          return row(
            left.id,
            how,
            <>
              <Line text={left.text} /> → {of(pairs[left.id]) === undefined ? "…" : <Line text={of(pairs[left.id]) ?? ""} />}
            </>,
            note(how, how !== "missed"),
            how === "right" || right === undefined ? undefined : `${t("quizzes:review.solution")}: ${right}`,
          );
        })}
      </ul>
    );
  }
  if (body.kind === "ordering") {
    const order = answer?.kind === "ordering" ? answer.order : [];
    return (
      <div className={css.given}>
        {order.length === 0 ? (
          <p className="muted">{t("quizzes:words.none")}</p>
        ) : (
          <ol className={css.given}>{order.map((id) => row(id, verdict(id), <Line text={body.items.find((item) => item.id === id)?.text ?? id} />))}</ol>
        )}
        {solution != null && review.state !== "right" && <ul className={css.given}>{row("solution", "missed", say.solution(question, solution), t("quizzes:review.solution"))}</ul>}
      </div>
    );
  }
  return (
    <ul className={css.given}>
      {row("given", isBlank(answer) ? undefined : (whole ?? "chosen"), say.answer(question, isBlank(answer) ? null : answer), isBlank(answer) ? undefined : note(whole, true), review.feedback?.[""])}
      {solution != null && review.state !== "right" && row("solution", "missed", say.solution(question, solution), t("quizzes:review.solution"))}
    </ul>
  );
}
