import { plainText } from "./markdown";
import type { Answer, Item, NumberRange, Solution, StudentQuestion } from "./model";

interface Say {
  t: (key: string, values?: Record<string, unknown>) => string;
  number: (value: number) => string;
}

const textOf = (items: readonly Item[], id: string) => plainText(items.find((item) => item.id === id)?.text ?? id);

export function rangeWords(range: NumberRange, { t, number }: Say): string {
  if (range.kind === "between") return t("quizzes:words.between", { low: number(range.low), high: number(range.high) });
  return range.tolerance === 0 ? number(range.value) : t("quizzes:words.near", { value: number(range.value), tolerance: number(range.tolerance) });
}

/** An answer in a line of words: for lists of mistakes and for grading. */
export function answerWords(question: StudentQuestion, answer: Answer | null | undefined, say: Say): string {
  const { body } = question;
  if (answer == null) return say.t("quizzes:words.none");
  switch (answer.kind) {
    case "single":
      return "options" in body ? textOf(body.options, answer.option) : "";
    case "multiple":
      return "options" in body ? answer.options.map((id) => textOf(body.options, id)).join("; ") : "";
    case "true_false":
      return say.t(answer.value ? "quizzes:answer.true" : "quizzes:answer.false");
    case "matching":
      return body.kind === "matching" ? Object.entries(answer.pairs).map(([left, right]) => `${textOf(body.lefts, left)} → ${textOf(body.rights, right)}`).join("; ") : "";
    case "ordering":
      return body.kind === "ordering" ? answer.order.map((id) => textOf(body.items, id)).join(" → ") : "";
    case "gaps":
      return body.kind === "gaps" ? body.gaps.map(({ id, fill }) => (fill.kind === "choice" ? textOf(fill.options, answer.gaps[id] ?? "…") : (answer.gaps[id] ?? "…"))).join("; ") : "";
    default:
      return answer.text;
  }
}

/** A right answer in a line of words. */
export function solutionWords(question: StudentQuestion, solution: Solution, say: Say): string {
  const { body } = question;
  switch (solution.kind) {
    case "options":
      return "options" in body ? solution.options.map((id) => textOf(body.options, id)).join("; ") : "";
    case "true_false":
      return say.t(solution.value ? "quizzes:answer.true" : "quizzes:answer.false");
    case "number":
      return solution.accepted.map((range) => rangeWords(range, say)).join("; ");
    case "text":
      return solution.forms.join("; ");
    case "matching":
      return body.kind === "matching" ? Object.entries(solution.pairs).map(([left, right]) => `${textOf(body.lefts, left)} → ${textOf(body.rights, right)}`).join("; ") : "";
    case "ordering":
      return body.kind === "ordering" ? solution.order.map((id) => textOf(body.items, id)).join(" → ") : "";
    case "gaps":
      return body.kind === "gaps" ? body.gaps.map(({ id, fill }) => gapSolution(fill.kind === "choice" ? fill.options : [], solution.gaps[id], say)).join("; ") : "";
  }
}

function gapSolution(options: readonly Item[], solution: Solution | undefined, say: Say): string {
  if (solution?.kind === "options") return solution.options.map((id) => textOf(options, id)).join(" / ");
  if (solution?.kind === "text") return solution.forms.join(" / ");
  return solution?.kind === "number" ? solution.accepted.map((range) => rangeWords(range, say)).join(" / ") : "…";
}
