import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Place } from "@/features/courses/lesson-order";
import { ButtonLink } from "@/ui/button";
import { Tag } from "@/ui/tag";

import css from "./lesson-page.module.css";

interface UnderLessonProps {
  course: string;
  place: Place;
  count: number;
  /** The title already stands in the text above. */
  titled?: boolean;
}

/** Below the stage: which lesson it is, whether it counts, and the ways on. */
export function UnderLesson({ course, place, count, titled }: UnderLessonProps) {
  const { t } = useTranslation();
  const { lesson, number, previous, next } = place;
  return (
    <div className={titled === true ? css.underText : css.under}>
      <div className="stack stack-s">
        {titled !== true && <h1>{lesson.title}</h1>}
        <p className="sm muted row row-s row-w">
          {t("courses:learn.position", { number, count })}
          {lesson.kind === "video" && (lesson.done ? <Tag kind="positive">{t("courses:learn.isDone")}</Tag> : <span>{t("courses:learn.counts")}</span>)}
        </p>
      </div>
      <div className={`row row-w desk ${css.ways}`}>
        {previous !== undefined && (
          <ButtonLink to="/learn/$course/$lesson" params={{ course, lesson: previous.id }} search={{}} icon={<IconArrowLeft stroke={1.75} aria-hidden="true" />}>
            {t("courses:learn.previous")}
          </ButtonLink>
        )}
        {next === undefined ? (
          <ButtonLink to="/courses/$course" params={{ course }}>
            {t("courses:learn.finish")}
          </ButtonLink>
        ) : (
          <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course, lesson: next.id }} search={{}}>
            {t("courses:learn.next")}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

/** The same ways within reach of the thumb, on phones. */
export function NextBar({ course, place }: { course: string; place: Place }) {
  const { t } = useTranslation();
  const { previous, next } = place;
  return (
    <div className={css.nextbar}>
      {previous !== undefined && (
        <ButtonLink to="/learn/$course/$lesson" params={{ course, lesson: previous.id }} search={{}} aria-label={t("courses:learn.previous")} className={css.back} icon={<IconArrowLeft stroke={1.75} aria-hidden="true" />} />
      )}
      {next === undefined ? (
        <ButtonLink to="/courses/$course" params={{ course }} className={css.on}>
          {t("courses:learn.finish")}
        </ButtonLink>
      ) : (
        <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course, lesson: next.id }} search={{}} className={css.on} iconEnd={<IconArrowRight stroke={1.75} aria-hidden="true" />}>
          {t("courses:learn.next")}
        </ButtonLink>
      )}
    </div>
  );
}
