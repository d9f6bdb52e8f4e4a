import { useState } from "react";
import { Checkbox, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { LessonEdit, UpdateLesson } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { fromLocal, toLocal } from "@/lib/local-time";
import { Note } from "@/ui/note";

import css from "./lesson-panel.module.css";
import { NumberField } from "./number-field";

type Opening = "now" | "date" | "days";

/** Whether a lesson counts, who may open it, when, and what completes it. */
export function LessonRules({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const { patchLesson } = useEditing();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [error, setError] = useState<unknown>();
  // A way of opening that was chosen and has no value yet.
  const [chosen, setChosen] = useState<Opening>();
  const opening = chosen ?? (lesson.opens_at !== null ? "date" : lesson.opens_after_days !== null ? "days" : "now");
  const wrong = fieldErrors(error);
  const set = async (change: UpdateLesson, words: string) => {
    setError(undefined);
    try {
      await patchLesson(lesson.id, change, `${lesson.title}: ${words}`);
      setChosen(undefined);
    } catch (refusal) {
      setError(refusal);
    }
  };
  const open = (way: Opening) => {
    setChosen(way);
    if (way === "now") void set({ opens_at: null, opens_after_days: null }, t("editor:rules.opening"));
  };
  return (
    <div className={css.rules}>
      <Checkbox label={t("editor:rules.required")} description={t("editor:rules.requiredHint")} checked={lesson.required} onChange={(event) => void set({ required: event.currentTarget.checked }, t("editor:rules.required"))} />
      <Checkbox label={t("editor:rules.preview")} description={t("editor:rules.previewHint")} checked={lesson.preview} onChange={(event) => void set({ preview: event.currentTarget.checked }, t("editor:rules.preview"))} />
      <div className={css.choice}>
        <Select
          label={t("editor:rules.opening")}
          data={(["now", "date", "days"] as const).map((value) => ({ value, label: t(`editor:rules.opens.${value}`) }))}
          value={opening}
          onChange={(value) => value !== null && open(value as Opening)}
        />
        {opening === "date" && (
          <TextInput
            type="datetime-local"
            label={t("editor:rules.opensAt")}
            value={toLocal(lesson.opens_at)}
            error={wrong["opens_at"]}
            onChange={(event) => {
              const at = fromLocal(event.target.value);
              if (at !== undefined) void set({ opens_at: at, opens_after_days: null }, t("editor:rules.opening"));
            }}
          />
        )}
        {opening === "days" && (
          <NumberField
            label={t("editor:rules.opensDays")}
            value={lesson.opens_after_days}
            min={1}
            max={3650}
            wrong={t("editor:rules.between", { min: 1, max: 3650 })}
            error={wrong["opens_after_days"]}
            onDone={(days) => void set({ opens_after_days: days, opens_at: null }, t("editor:rules.opening"))}
          />
        )}
      </div>
      {lesson.kind === "video" && (
        <NumberField
          label={t("editor:rules.share")}
          description={t("editor:rules.shareHint")}
          value={lesson.completion_share}
          min={1}
          max={100}
          wrong={t("editor:rules.between", { min: 1, max: 100 })}
          error={wrong["completion_share"]}
          onDone={(share) => void set({ completion_share: share }, t("editor:rules.share"))}
        />
      )}
      {error !== undefined && Object.keys(wrong).length === 0 && <Note kind="bad">{problemText(error)}</Note>}
    </div>
  );
}
