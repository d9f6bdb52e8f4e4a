import { useEffect, useRef } from "react";
import type { Icon } from "@tabler/icons-react";
import { IconArrowLeft, IconCalendarTime, IconCircleCheckFilled, IconClipboardText, IconExternalLink, IconFile, IconFileText, IconLock, IconPlayerPlay, IconPlayerPlayFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Learn, LearnLesson } from "@/features/courses/api/learn";
import { allLessons } from "@/features/courses/lesson-order";
import { useWhyClosed } from "@/features/courses/use-why-closed";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { tapeLengths } from "@/lib/tape-lengths";
import { cx } from "@/ui/cx";
import { IntervalTape, Tape } from "@/ui/tape";

import css from "./lesson-list.module.css";

/** How far the course is: its tape, and the same in words. */
export function CourseProgress({ learn, current }: { learn: Learn; current: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lessons = allLessons(learn);
  const lengths = tapeLengths(lessons.map((lesson) => lesson.duration_ms));
  const total = lessons.reduce((sum, lesson) => sum + (lesson.duration_ms ?? 0), 0);
  const watched = lessons.reduce((sum, lesson) => sum + lesson.watched_ms, 0);
  const label = t("courses:doneOf", { done: learn.done_lessons, count: learn.lesson_count });
  return (
    <div className="stack">
      <Tape label={label} pieces={lessons.map((lesson, index) => ({ length: lengths[index] ?? 1, here: lesson.id === current, ...(lesson.done ? { state: "done" as const } : { part: shareOf(lesson) * 100 }) }))} />
      <p className="xs muted row between">
        <span>
          {label} · {t("courses:percent", { percent: format.percent(learn.percent / 100) })}
        </span>
        {total > 0 && <span className="num">{t("courses:learn.watched", { watched: format.length(watched), total: format.length(total) })}</span>}
      </p>
    </div>
  );
}

function shareOf(lesson: LearnLesson): number {
  return lesson.duration_ms == null || lesson.duration_ms === 0 ? 0 : Math.min(1, lesson.watched_ms / lesson.duration_ms);
}

/** All lessons by sections: what is done, what is now, what is ahead. */
export function LessonList({ learn, current }: { learn: Learn; current: string }) {
  const { t } = useTranslation();
  const here = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which an effect must not return.
    void here.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <nav aria-label={t("courses:learn.contents")} className={css.list}>
      {learn.sections.map((section, index) => (
        <section key={section.id} aria-labelledby={`section-${section.id}`}>
          <h2 className={css.section} id={`section-${section.id}`}>
            <span>
              {index + 1}. {section.title}
            </span>
            <span className={css.count}>
              {section.lessons.filter((lesson) => lesson.done).length} / {section.lessons.length}
            </span>
          </h2>
          <ul role="list">
            {section.lessons.map((lesson) => (
              <li key={lesson.id}>
                <LessonRow learn={learn} lesson={lesson} current={lesson.id === current} ref={lesson.id === current ? here : undefined} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

interface LessonRowProps {
  learn: Learn;
  lesson: LearnLesson;
  current: boolean;
  ref?: React.Ref<HTMLAnchorElement> | undefined;
}

function LessonRow({ learn, lesson, current, ref }: LessonRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = shareOf(lesson);
  const part = lesson.kind === "video" && !lesson.done && lesson.percent > 0;
  const closed = useWhyClosed(learn)(lesson);
  const inside = (
    <>
      <StateIcon lesson={lesson} current={current} />
      <span>
        {lesson.title}
        {lesson.done && <span className="sr"> ({t("courses:done")})</span>}
        {part && <span className={css.why}>{t("courses:learn.part", { percent: format.percent(lesson.percent / 100) })}</span>}
        {closed !== undefined && <span className={css.why}>{closed}</span>}
        {closed === undefined && lesson.state === "removed" && <span className={css.why}>{t("courses:state.removed")}</span>}
        {closed === undefined && lesson.state !== "removed" && !lesson.required && <span className={css.why}>{t("courses:state.optional")}</span>}
      </span>
      <span className={css.length}>{lesson.duration_ms > 0 ? clock(lesson.duration_ms) : lesson.kind === "video" ? !lesson.playable && t("courses:learn.notYet") : t(`courses:kind.${lesson.kind}`)}</span>
      {lesson.kind === "video" && !lesson.done && share > 0 && <IntervalTape size="s" className={css.tape} intervals={[[0, share]]} />}
    </>
  );
  if (closed !== undefined && !current) return <div className={cx(css.lesson, css.closed)}>{inside}</div>;
  return (
    <Link
      ref={ref}
      to="/learn/$course/$lesson"
      params={{ course: learn.course.id, lesson: lesson.id }}
      search={{ preview: learn.previewing || undefined }}
      className={cx(css.lesson, lesson.done && css.done)}
      aria-current={current ? "true" : undefined}
    >
      {inside}
    </Link>
  );
}

const KINDS: Record<LearnLesson["kind"], Icon> = { video: IconPlayerPlay, text: IconFileText, file: IconFile, test: IconClipboardText, link: IconExternalLink };

/** Done, closed, or what kind of lesson it is. */
function StateIcon({ lesson, current }: { lesson: LearnLesson; current: boolean }) {
  const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;
  if (lesson.done) return <IconCircleCheckFilled {...icon} />;
  if (lesson.state === "locked") return <IconLock {...icon} />;
  if (lesson.state === "not-yet") return <IconCalendarTime {...icon} />;
  if (current && lesson.kind === "video") return <IconPlayerPlayFilled {...icon} />;
  const Kind = KINDS[lesson.kind];
  return <Kind {...icon} />;
}

/** The head of the list: back to the course, and how far it is. */
export function LessonListHead({ learn, current }: { learn: Learn; current: string }) {
  return (
    <div className={css.head}>
      <Link className={`sm muted row row-s ${css.back}`} to="/courses/$course" params={{ course: learn.course.id }}>
        <IconArrowLeft size={16} stroke={1.75} aria-hidden="true" />
        <span className="cut">{learn.course.title}</span>
      </Link>
      <CourseProgress learn={learn} current={current} />
    </div>
  );
}
