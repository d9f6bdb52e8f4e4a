import { IconChevronRight, IconCircleCheckFilled, IconClipboardText, IconExternalLink, IconFile, IconFileText, IconPlayerPlay, IconPlayerPlayFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Course, CourseLesson } from "@/features/courses/api/course";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { tapeLengths } from "@/lib/tape-lengths";
import { Tag } from "@/ui/tag";
import { Tape } from "@/ui/tape";

import css from "./outline.module.css";

/** What is inside: the tape of the whole course, then sections and lessons. Lessons are links for who may watch them. */
export function Outline({ course, open }: { course: Course; open: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lessons = course.sections.flatMap((section) => section.lessons);
  const done = lessons.filter((lesson) => lesson.done === true).length;
  const lengths = tapeLengths(lessons.map((lesson) => lesson.duration_ms));
  const here = open ? lessons.find((lesson) => lesson.done !== true)?.id : undefined;
  return (
    <section className="stack" aria-labelledby="outline">
      <div className="row between row-w">
        <h2 id="outline">{t("courses:contents")}</h2>
        <span className="muted sm">{t("courses:tapeHint")}</span>
      </div>
      <Tape
        size="l"
        label={open ? t("courses:doneOf", { done, count: lessons.length }) : t("courses:lessons", { count: lessons.length })}
        pieces={lessons.map((lesson, index) => ({ length: lengths[index] ?? 1, state: lesson.done === true ? "done" : "ahead", here: lesson.id === here }))}
      />
      <div className={css.outline}>
        {course.sections.map((section, index) => (
          <details key={section.id} open={index === 0 || course.sections.length <= 3 || section.lessons.some((lesson) => lesson.id === here)}>
            <summary>
              <IconChevronRight size={20} stroke={1.75} aria-hidden="true" className={css.arrow} />
              <span className="grow" lang={course.language}>
                {index + 1}. {section.title}
              </span>
              <span className="muted sm nowrap">{sectionLength(section.lessons, format.length, t("courses:lessons", { count: section.lessons.length }))}</span>
            </summary>
            <ul className={css.lessons} role="list">
              {section.lessons.map((lesson) => (
                <li key={lesson.id}>
                  <Lesson course={course} lesson={lesson} open={open} />
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </section>
  );
}

function sectionLength(lessons: readonly CourseLesson[], length: (ms: number) => string, count: string): string {
  const total = lessons.reduce((sum, lesson) => sum + (lesson.duration_ms ?? 0), 0);
  return total > 0 ? `${count} · ${length(total)}` : count;
}

const KINDS = { video: IconPlayerPlay, text: IconFileText, file: IconFile, test: IconClipboardText, link: IconExternalLink };

function Lesson({ course, lesson, open }: { course: Course; lesson: CourseLesson; open: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = lesson.done === true ? IconCircleCheckFilled : KINDS[lesson.kind];
  const free = !open && lesson.preview;
  const inside = (
    <>
      <Icon size={20} stroke={1.75} aria-hidden="true" className={lesson.done === true ? css.done : css.icon} />
      <span className="grow" lang={course.language}>
        {lesson.title}
      </span>
      {lesson.done === true && <span className="sr">{t("courses:done")}</span>}
      {lesson.done === false && (lesson.percent ?? 0) > 0 && <span className="muted sm num nowrap">{t("courses:percent", { percent: format.percent((lesson.percent ?? 0) / 100) })}</span>}
      {free && (
        <Tag kind="now">
          {lesson.kind === "video" && <IconPlayerPlayFilled size={12} aria-hidden="true" />}
          {t(lesson.kind === "video" ? "courses:free.watch" : "courses:free.open")}
        </Tag>
      )}
      <span className="muted sm num nowrap">{lesson.duration_ms > 0 ? clock(lesson.duration_ms) : lesson.kind === "video" ? "" : t(`courses:kind.${lesson.kind}`)}</span>
    </>
  );
  if (free)
    return (
      <Link className={css.lesson} to="/courses/$course/lessons/$lesson" params={{ course: course.id, lesson: lesson.id }}>
        {inside}
      </Link>
    );
  return open ? (
    <Link className={css.lesson} to="/learn/$course/$lesson" params={{ course: course.id, lesson: lesson.id }} search={{}}>
      {inside}
    </Link>
  ) : (
    <span className={css.lesson}>{inside}</span>
  );
}
