import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { currentLanguage } from "@/i18n/i18n";

import { answerWords, rangeWords, solutionWords } from "./answer-words";
import type { Answer, NumberRange, Solution, StudentQuestion } from "./model";

/** Answers in words of the interface's language. */
export function useSay() {
  const { t } = useTranslation();
  return useMemo(() => {
    const format = new Intl.NumberFormat(currentLanguage() === "ru" ? "ru-RU" : "en-GB", { maximumSignificantDigits: 12 });
    const say = { t: (key: string, values?: Record<string, unknown>) => t(key, values ?? {}), number: (value: number) => format.format(value) };
    return {
      answer: (question: StudentQuestion, answer: Answer | null | undefined) => answerWords(question, answer, say),
      solution: (question: StudentQuestion, solution: Solution) => solutionWords(question, solution, say),
      range: (range: NumberRange) => rangeWords(range, say),
    };
  }, [t]);
}
