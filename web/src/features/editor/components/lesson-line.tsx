import { useTranslation } from "react-i18next";

import type { LessonEdit } from "@/features/editor/api/course";
import { useFormat } from "@/i18n/use-format";
import { Tag } from "@/ui/tag";

import css from "./editor.module.css";

const wordCount = (text: string) => text.split(/\s+/).filter(Boolean).length;

/** What a lesson that is no video holds, in a line. */
export function LessonLine({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (lesson.kind === "link") return <p className={css.line}>{lesson.link_url === null || lesson.link_url === "" ? t("editor:link.none") : <span className="cut">{lesson.link_url}</span>}</p>;
  if (lesson.kind === "file")
    return (
      <p className={css.line}>
        {lesson.file === null ? (
          t("editor:file.none")
        ) : (
          <>
            <span className="cut">{lesson.file.name}</span>
            <span>{format.size(lesson.file.size_bytes)}</span>
          </>
        )}
      </p>
    );
  if (lesson.kind === "test") return <p className={css.line}>{t("editor:kind.test")}</p>;
  return <p className={css.line}>{lesson.body.trim() === "" ? t("editor:lesson.emptyText") : t("editor:lesson.textOf", { count: wordCount(lesson.body) })}</p>;
}

/** How a lesson differs from most: open to all, optional, opening later, with files. */
export function LessonMarks({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const marks = [
    lesson.preview && t("editor:mark.preview"),
    !lesson.required && t("editor:mark.optional"),
    lesson.opens_at !== null && t("editor:mark.opensAt", { when: format.moment(lesson.opens_at) }),
    lesson.opens_after_days !== null && t("editor:mark.opensDays", { count: lesson.opens_after_days }),
    lesson.attachments.length > 0 && t("editor:mark.files", { count: lesson.attachments.length }),
  ].filter((mark) => mark !== false);
  if (marks.length === 0) return null;
  return (
    <p className={css.line}>
      {marks.map((mark) => (
        <Tag key={mark} kind="line">
          {mark}
        </Tag>
      ))}
    </p>
  );
}
