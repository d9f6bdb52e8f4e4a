import { useState } from "react";
import { Checkbox, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { CourseEdit, UpdateCourse } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { Note } from "@/ui/note";

import css from "./editor.module.css";
import { NumberField } from "./number-field";
import { TemplateField } from "./template-field";

const NONE = "none";

/** How students go through the course, how long it is open, and what earns the certificate. */
export function CourseRules({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { patchCourse } = useEditing();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [error, setError] = useState<unknown>();
  const [limiting, setLimiting] = useState(false);
  const wrong = fieldErrors(error);
  const tests = course.sections.flatMap(({ lessons }) => lessons).filter(({ kind }) => kind === "test");
  const required = course.sections.flatMap(({ lessons }) => lessons).filter((lesson) => lesson.required).length;
  const set = async (change: UpdateCourse, words: string) => {
    setError(undefined);
    try {
      await patchCourse(change, words);
    } catch (refusal) {
      setError(refusal);
    }
  };
  const limited = limiting || course.access_days !== null;
  const limit = (wanted: boolean) => {
    setLimiting(wanted);
    if (!wanted && course.access_days !== null) void set({ access_days: null }, t("editor:course.access"));
  };
  return (
    <div className="stack stack-l">
      <section className={`sheet pad-l ${css.form}`} aria-labelledby="rules-order">
        <h2 id="rules-order" className={css.formTitle}>
          {t("editor:course.going")}
        </h2>
        <Checkbox label={t("editor:course.ordered")} description={t("editor:course.orderedHint")} checked={course.ordered} onChange={(event) => void set({ ordered: event.currentTarget.checked }, t("editor:course.ordered"))} />
        <Checkbox label={t("editor:course.limited")} description={t("editor:course.limitedHint")} checked={limited} onChange={(event) => limit(event.currentTarget.checked)} />
        {limited && (
          <div className={css.narrow}>
            <NumberField
              label={t("editor:course.access")}
              value={course.access_days}
              min={1}
              max={3650}
              wrong={t("editor:rules.between", { min: 1, max: 3650 })}
              error={wrong["access_days"]}
              onDone={(days) => {
                setLimiting(false);
                void set({ access_days: days }, t("editor:course.access"));
              }}
            />
          </div>
        )}
      </section>
      <section className={`sheet pad-l ${css.form}`} aria-labelledby="rules-certificate">
        <h2 id="rules-certificate" className={css.formTitle}>
          {t("editor:course.certificate")}
        </h2>
        <Checkbox label={t("editor:course.awards")} description={t("editor:course.awardsHint", { count: required })} checked={course.awards_certificate} onChange={(event) => void set({ awards_certificate: event.currentTarget.checked }, t("editor:course.awards"))} />
        {course.awards_certificate && <TemplateField course={course} onChoose={(template) => void set({ certificate_template: template }, t("editor:course.template"))} />}
        {(tests.length > 0 || course.final_test_id !== null) && (
          <div className={css.narrow}>
            <Select
              label={t("editor:course.finalTest")}
              description={t("editor:course.finalTestHint")}
              data={[{ value: NONE, label: t("editor:course.noFinalTest") }, ...tests.map(({ id, title }) => ({ value: id, label: title }))]}
              value={course.final_test_id ?? NONE}
              error={wrong["final_test_id"]}
              onChange={(value) => void set({ final_test_id: value === null || value === NONE ? null : value }, t("editor:course.finalTest"))}
            />
          </div>
        )}
      </section>
      {error !== undefined && Object.keys(wrong).length === 0 && <Note kind="bad">{problemText(error)}</Note>}
    </div>
  );
}
