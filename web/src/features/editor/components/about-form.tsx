import { useCallback } from "react";
import { Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useFieldErrors } from "@/api/problem";
import type { Schemas } from "@/api/schemas";
import type { CourseEdit } from "@/features/editor/api/course";
import { categoriesQuery, courseCalls, courseHtml } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useAutosave } from "@/api/use-autosave";

import { CoverField } from "./cover-field";
import css from "./editor.module.css";
import { MarkdownField } from "./markdown-field";
import { RemoveCourse } from "./remove-course";

const LEVELS = ["any", "beginner", "intermediate", "advanced"] as const;

/** What a course is about. Each field saves itself. */
export function AboutForm({ course, onSaved }: { course: CourseEdit; onSaved: (course: CourseEdit) => void }) {
  const { t } = useTranslation();
  const { keep } = useEditing();
  const fieldErrors = useFieldErrors();
  const categories = useQuery(categoriesQuery);
  const save = useCallback(async (change: Schemas["UpdateCourse"]) => onSaved(await keep(() => courseCalls.update(course.id, change))), [keep, onSaved, course.id]);

  const title = useAutosave(
    course.title,
    useCallback((value: string) => (value.trim() === "" ? Promise.resolve() : save({ title: value.trim() })), [save]),
  );
  const summary = useAutosave(
    course.summary,
    useCallback((value: string) => save({ summary: value }), [save]),
  );
  const description = useAutosave(
    course.description,
    useCallback((value: string) => save({ description: value }), [save]),
  );
  const choice = useAutosave<Schemas["UpdateCourse"]>({}, save);
  const chosen = { ...course, ...choice.value };
  const choose = (change: Schemas["UpdateCourse"]) => {
    choice.change({ ...choice.value, ...change });
    void choice.flush();
  };
  const wrong = (field: string, error: unknown) => fieldErrors(error)[field];

  return (
    <div className="stack stack-l">
      <section className={`sheet pad-l ${css.form}`} aria-label={t("editor:about.title")}>
        <TextInput
          label={t("editor:about.name")}
          value={title.value}
          error={title.value.trim() === "" ? t("editor:about.nameMissing") : wrong("title", title.error)}
          maxLength={120}
          lang={course.language}
          onChange={(event) => title.change(event.target.value)}
          onBlur={() => void title.flush()}
        />
        <Textarea
          label={t("editor:about.summary")}
          description={t("editor:about.summaryHint")}
          value={summary.value}
          error={wrong("summary", summary.error)}
          maxLength={300}
          autosize
          minRows={2}
          maxRows={5}
          lang={course.language}
          onChange={(event) => summary.change(event.target.value)}
          onBlur={() => void summary.flush()}
        />
        <div className={css.choices}>
          <Select
            label={t("editor:about.category")}
            placeholder={t("editor:about.categoryNone")}
            data={(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen.category_id ?? null}
            error={wrong("category_id", choice.error)}
            onChange={(value) => value !== null && choose({ category_id: value })}
          />
          <Select
            label={t("editor:about.level")}
            placeholder={t("editor:about.levelNone")}
            data={LEVELS.map((value) => ({ value, label: t(`editor:level.${value}`) }))}
            value={chosen.level ?? null}
            onChange={(value) => value !== null && choose({ level: value })}
          />
          <Select
            label={t("editor:about.language")}
            data={[
              { value: "ru", label: "Русский" },
              { value: "en", label: "English" },
            ]}
            value={chosen.language}
            onChange={(value) => value !== null && choose({ language: value })}
          />
        </div>
        <MarkdownField
          label={t("editor:about.description")}
          value={description.value}
          onChange={description.change}
          onLeave={description.flush}
          error={wrong("description", description.error)}
          maxLength={50_000}
          lang={course.language}
          previewKey={course.id}
          preview={() => courseHtml(course.id)}
        />
      </section>
      <CoverField course={course} />
      <RemoveCourse course={course} />
    </div>
  );
}
