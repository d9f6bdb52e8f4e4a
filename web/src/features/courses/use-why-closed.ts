import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import type { Learn, LearnLesson } from "./api/learn";
import { allLessons } from "./lesson-order";

/** Why a lesson is not open yet, in words; nothing for one that is. */
export function useWhyClosed(learn: Learn): (lesson: LearnLesson) => string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (lesson) => {
      if (lesson.state === "not-yet") return lesson.opens_at === null ? t("courses:state.later") : t("courses:state.opens", { when: format.moment(lesson.opens_at) });
      if (lesson.state !== "locked") return undefined;
      const first = allLessons(learn).find(({ id }) => id === lesson.until_lesson_id);
      return first === undefined ? t("courses:state.locked") : t(first.kind === "test" ? "courses:state.afterTest" : "courses:state.after", { title: first.title });
    },
    [learn, t, format],
  );
}
