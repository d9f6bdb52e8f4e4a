import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Learn } from "@/features/courses/api/learn";
import type { Place } from "@/features/courses/lesson-order";
import { useWhyClosed } from "@/features/courses/use-why-closed";
import { useFormat } from "@/i18n/use-format";
import { ButtonLink } from "@/ui/button";
import { Tag } from "@/ui/tag";

import css from "./lesson-page.module.css";

interface UnderLessonProps {
  learn: Learn;
  place: Place;
  /** Percent of the video after which it counts. */
  share?: number;
  /** The title already stands in the text above. */
  titled?: boolean;
}

/** Below the stage: which lesson it is, whether it counts, and the ways on. */
export function UnderLesson({ learn, place, share, titled }: UnderLessonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const why = useWhyClosed(learn);
  const course = learn.course.id;
  const search = { preview: learn.previewing || undefined };
  const { lesson, number, previous, next } = place;
  const closed = next === undefined ? undefined : why(next);
  return (
    <div className={titled === true ? css.underText : css.under}>
      <div className="stack stack-s">
        {titled !== true && <h1>{lesson.title}</h1>}
        <p className="sm muted row row-s row-w">
          {t("courses:learn.position", { number, count: learn.lesson_count })}
          {lesson.kind === "video" && (lesson.done ? <Tag kind="positive">{t("courses:learn.isDone")}</Tag> : <span>{t("courses:learn.countsAfter", { share: format.percent((share ?? 90) / 100) })}</span>)}
        </p>
      </div>
      <div className={`row row-w desk ${css.ways}`}>
        {previous !== undefined && (
          <ButtonLink to="/learn/$course/$lesson" params={{ course, lesson: previous.id }} search={search} icon={<IconArrowLeft stroke={1.75} aria-hidden="true" />}>
            {t("courses:learn.previous")}
          </ButtonLink>
        )}
        {next === undefined ? (
          <ButtonLink to="/courses/$course" params={{ course }}>
            {t("courses:learn.finish")}
          </ButtonLink>
        ) : closed !== undefined ? (
          <p className={`sm muted ${css.why}`}>{t("courses:state.next", { title: next.title, why: closed })}</p>
        ) : (
          <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course, lesson: next.id }} search={search}>
            {t("courses:learn.next")}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

/** The same ways within reach of the thumb, on phones. */
export function NextBar({ learn, place }: { learn: Learn; place: Place }) {
  const { t } = useTranslation();
  const why = useWhyClosed(learn);
  const course = learn.course.id;
  const search = { preview: learn.previewing || undefined };
  const { previous, next } = place;
  const closed = next === undefined ? undefined : why(next);
  return (
    <div className={css.nextbar}>
      {previous !== undefined && (
        <ButtonLink to="/learn/$course/$lesson" params={{ course, lesson: previous.id }} search={search} aria-label={t("courses:learn.previous")} className={css.back} icon={<IconArrowLeft stroke={1.75} aria-hidden="true" />} />
      )}
      {next === undefined ? (
        <ButtonLink to="/courses/$course" params={{ course }} className={css.on}>
          {t("courses:learn.finish")}
        </ButtonLink>
      ) : closed !== undefined ? (
        <p className={`xs muted ${css.why}`}>{t("courses:state.next", { title: next.title, why: closed })}</p>
      ) : (
        <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course, lesson: next.id }} search={search} className={css.on} iconEnd={<IconArrowRight stroke={1.75} aria-hidden="true" />}>
          {t("courses:learn.next")}
        </ButtonLink>
      )}
    </div>
  );
}
