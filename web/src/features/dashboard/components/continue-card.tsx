import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Learning } from "@/features/dashboard/api/learning";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { ButtonLink } from "@/ui/button";
import { Cover } from "@/ui/cover";
import { IntervalTape } from "@/ui/tape";

import css from "./continue-card.module.css";

/** One big «continue»: the lesson and the second where the viewer stopped. */
export function ContinueCard({ place, courses }: { place: NonNullable<Learning["continue"]>; courses: Learning["courses"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const entry = courses.find(({ course }) => course.id === place.course_id);
  const total = place.duration_ms ?? 0;
  const at = total > 0 ? Math.min(1, place.position_ms / total) : undefined;
  const params = { course: place.course_id, lesson: place.lesson_id };
  const words = place.position_ms > 0 ? t("dashboard:continueFrom", { time: clock(place.position_ms) }) : t("dashboard:startLesson");
  return (
    <section className={`${css.card} on-stage`} aria-label={t("dashboard:continue")}>
      <Link className={css.picture} to="/learn/$course/$lesson" params={params} search={{}} aria-label={words} tabIndex={-1}>
        <Cover seed={place.course_id} lengths={entry?.course.lesson_lengths_ms ?? []} done={entry?.course.done_places ?? undefined} image={entry?.course.cover?.large} />
        <span className={css.play}>
          <span className={css.dot}>
            <IconPlayerPlayFilled size={26} aria-hidden="true" />
          </span>
        </span>
      </Link>
      <div className={css.words}>
        <p className="sm">{place.course_title}</p>
        <h2>{place.lesson_title}</h2>
        {at !== undefined && <IntervalTape onStage intervals={at > 0 ? [[0, at]] : []} at={at} label={t("dashboard:placeOf", { time: clock(place.position_ms), total: clock(total) })} />}
        <div className="row row-w" style={{ paddingTop: 6 }}>
          <ButtonLink variant="lamp" size="l" to="/learn/$course/$lesson" params={params} search={{}} icon={<IconPlayerPlayFilled aria-hidden="true" />}>
            {words}
          </ButtonLink>
          {total > place.position_ms && <span className="sm">{t("dashboard:left", { length: format.length(total - place.position_ms) })}</span>}
        </div>
      </div>
    </section>
  );
}
