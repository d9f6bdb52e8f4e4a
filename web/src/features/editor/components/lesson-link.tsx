import { useCallback } from "react";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { LessonEdit } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { addressOf } from "@/features/editor/titles";
import { useAutosave } from "@/api/use-autosave";

/** The address a link lesson leads to. */
export function LessonLink({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const { patchLesson, undo } = useEditing();
  const fieldErrors = useFieldErrors();
  const problemText = useProblemText();
  const save = useCallback(
    (typed: string) => {
      const address = addressOf(typed);
      return address === undefined ? Promise.resolve() : patchLesson(lesson.id, { link_url: address }, `${lesson.title}: ${t("editor:link.label")}`, "link");
    },
    [lesson.id, lesson.title, patchLesson, t],
  );
  const address = useAutosave(lesson.link_url ?? "", save);
  const bad = address.value.trim() !== "" && addressOf(address.value) === undefined;
  return (
    <TextInput
      type="url"
      inputMode="url"
      label={t("editor:link.label")}
      description={t("editor:link.hint")}
      placeholder="https://"
      value={address.value}
      maxLength={2000}
      error={bad ? t("editor:link.bad") : (fieldErrors(address.error)["link_url"] ?? (address.error === undefined ? undefined : problemText(address.error)))}
      onChange={(event) => address.change(event.target.value)}
      onBlur={() => void address.flush().then(() => undo.close(`${lesson.id}.link`))}
    />
  );
}
