import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { problemOf } from "@/api/problem";

import type { Mistake } from "./model";
import { mistakeAt } from "./validate";

/** Words for the mistake at a field, if there is one. */
export function useMistakeText(mistakes: readonly Mistake[]): (path: string) => string | undefined {
  const { t } = useTranslation();
  return useCallback(
    (path: string) => {
      const code = mistakeAt(mistakes, path);
      return code === undefined ? undefined : t(`quizzes:mistake.${code.replaceAll("_", "-")}`, { defaultValue: t("quizzes:mistake.other") });
    },
    [mistakes, t],
  );
}

/** The mistakes that the server has found, each at its field. */
export function mistakesOf(error: unknown): Mistake[] {
  const problem = problemOf(error);
  return problem === undefined ? [] : Object.entries(problem.fields).map(([path, code]) => ({ path, code: code.replaceAll("-", "_") }));
}
