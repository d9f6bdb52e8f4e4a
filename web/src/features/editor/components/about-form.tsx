import { useCallback } from "react";
import { Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useFieldErrors } from "@/api/problem";
import type { CourseEdit, UpdateCourse } from "@/features/editor/api/course";
import { categoriesQuery, courseHtml } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useAutosave } from "@/api/use-autosave";

import { CoverField } from "./cover-field";
import css from "./editor.module.css";
import { ListField } from "./list-field";
import { MarkdownField } from "./markdown-field";
import { RemoveCourse } from "./remove-course";

const LEVELS = ["any", "beginner", "intermediate", "advanced"] as const;

/** What a course is about. Each field saves itself. */
export function AboutForm({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { patchCourse, undo } = useEditing();
  const fieldErrors = useFieldErrors();
  const categories = useQuery(categoriesQuery);
  const save = useCallback((change: UpdateCourse, field?: string) => patchCourse(change, t(`editor:about.${field ?? "title"}`), field), [patchCourse, t]);

  const title = useAutosave(
    course.title,
    useCallback((value: string) => (value.trim() === "" ? Promise.resolve() : save({ title: value.trim() }, "name")), [save]),
  );
  const summary = useAutosave(
    course.summary,
    useCallback((value: string) => save({ summary: value }, "summary"), [save]),
  );
  const description = useAutosave(
    course.description,
    useCallback((value: string) => save({ description: value }, "description"), [save]),
  );
  const outcomes = useAutosave(
    course.outcomes,
    useCallback((value: string[]) => save({ outcomes: value }, "outcomes"), [save]),
  );
  const tags = useAutosave(
    course.tags,
    useCallback((value: string[]) => save({ tags: value }, "tags"), [save]),
  );
  const leave = (flush: () => Promise<void>, field: string) => flush().then(() => undo.close(field));
  const choice = useAutosave<UpdateCourse>({}, save);
  const chosen = { ...course, ...choice.value };
  const choose = (change: UpdateCourse) => {
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
          onBlur={() => void leave(title.flush, "name")}
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
          onBlur={() => void leave(summary.flush, "summary")}
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
          onLeave={() => leave(description.flush, "description")}
          error={wrong("description", description.error)}
          maxLength={50_000}
          lang={course.language}
          courseId={course.id}
          previewKey={course.id}
          preview={() => courseHtml(course.id)}
        />
        <ListField
          label={t("editor:about.outcomes")}
          hint={t("editor:about.outcomesHint")}
          item={(number) => t("editor:about.outcome", { number })}
          add={t("editor:about.addOutcome")}
          value={outcomes.value}
          most={12}
          maxLength={200}
          lang={course.language}
          error={wrong("outcomes", outcomes.error)}
          onChange={outcomes.change}
          onLeave={() => void leave(outcomes.flush, "outcomes")}
        />
        <TagsInput
          label={t("editor:about.tags")}
          description={t("editor:about.tagsHint")}
          value={tags.value}
          maxTags={10}
          lang={course.language}
          error={wrong("tags", tags.error)}
          splitChars={[",", ";"]}
          onChange={(value) => tags.change(value.map((tag) => tag.trim().replace(/^#/, "")).filter((tag) => tag !== ""))}
          onBlur={() => void leave(tags.flush, "tags")}
        />
      </section>
      <CoverField course={course} />
      {course.rights === "own" && <RemoveCourse course={course} />}
    </div>
  );
}
