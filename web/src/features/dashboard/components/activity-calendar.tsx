import { useEffect, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Day } from "@/features/dashboard/activity-weeks";
import { levelOf, monthsOf, weeksOf } from "@/features/dashboard/activity-weeks";
import type { Activity } from "@/features/dashboard/api/learning";
import { activityQuery } from "@/features/dashboard/api/learning";
import { useFormat } from "@/i18n/use-format";
import { Loaded } from "@/ui/loaded";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";

import css from "./activity-calendar.module.css";

/** Noon: the same day in every time zone of readers. */
const noon = (day: string) => `${day}T12:00:00`;
const ROWS = [0, 1, 2, 3, 4, 5, 6];
/** How far an arrow goes among days. */
const STEPS: Record<string, number> = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1, PageUp: -28, PageDown: 28, Home: -371, End: 371 };

/** A year of learning, a square a day. */
export function ActivityCalendar() {
  const { t } = useTranslation();
  const activity = useQuery(activityQuery);
  return (
    <section className="sheet" aria-labelledby="activity">
      <SheetHead title={<span id="activity">{t("dashboard:activity.title")}</span>}>{activity.data !== undefined && activity.data.days.length > 0 && <Summary activity={activity.data} />}</SheetHead>
      <div className="pad">
        <Loaded query={activity} waiting={<Blocks heights={[132]} />}>
          {(year) => (year.days.length === 0 ? <p className="t2">{t("dashboard:activity.none")}</p> : <Calendar activity={year} />)}
        </Loaded>
      </div>
    </section>
  );
}

function Summary({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const parts = [activity.streak_days > 1 && t("dashboard:activity.streak", { count: activity.streak_days }), t("dashboard:activity.days", { count: activity.days.length })];
  return <span className="sm muted">{parts.filter(Boolean).join(" · ")}</span>;
}

function useDayWords(): (day: Day) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (day) => {
    const parts = [
      day.watched_ms > 0 && t("dashboard:activity.watched", { length: format.length(day.watched_ms) }),
      day.lessons_done > 0 && t("dashboard:activity.lessons", { count: day.lessons_done }),
      day.tests_done > 0 && t("dashboard:activity.tests", { count: day.tests_done }),
    ].filter((part) => part !== false);
    return `${format.date(noon(day.day))}: ${parts.length === 0 ? t("dashboard:activity.nothing") : parts.join(", ")}`;
  };
}

function Calendar({ activity }: { activity: Activity }) {
  const { t, i18n } = useTranslation();
  const words = useDayWords();
  const weeks = weeksOf(activity);
  const days = weeks.flat();
  const [at, setAt] = useState(days.length - 1);
  const scroll = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  // Today is what matters: a narrow screen begins at the end.
  useEffect(() => {
    if (scroll.current !== null) scroll.current.scrollLeft = scroll.current.scrollWidth;
  }, []);
  const month = new Intl.DateTimeFormat(i18n.language, { month: "short" });
  const weekday = new Intl.DateTimeFormat(i18n.language, { weekday: "short" });
  const go = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(days.length - 1, at + step));
    setAt(to);
    grid.current?.querySelector<HTMLElement>(`[data-at="${to}"]`)?.focus();
  };
  const shown = days[at];
  return (
    <>
      <div className={css.scroll} ref={scroll}>
        <table className={css.grid} role="grid" ref={grid} onKeyDown={go} aria-describedby="activity-hint">
          <caption className="sr">{t("dashboard:activity.caption")}</caption>
          <thead>
            <tr>
              <td />
              {monthsOf(weeks).map(({ month: name, weeks: span }) => (
                <th key={name} scope="colgroup" colSpan={span}>
                  {span > 1 && month.format(new Date(noon(`${name}-15`)))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row}>
                <th scope="row">
                  <span className={row % 2 === 0 ? undefined : "sr"}>{weekday.format(new Date(noon(days[row]?.day ?? activity.from)))}</span>
                </th>
                {weeks.map((week, index) => {
                  const day = week[row];
                  if (day === undefined) return <td key={index} aria-hidden="true" />;
                  const place = index * 7 + row;
                  return (
                    <td key={index} role="gridcell" tabIndex={place === at ? 0 : -1} data-at={place} data-level={levelOf(day)} data-today={day.day === activity.to || undefined} aria-label={words(day)} onFocus={() => setAt(place)} onPointerEnter={() => setAt(place)}>
                      <i />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.shown} aria-hidden="true">
        {shown !== undefined && words(shown)}
      </p>
      <p className="sr" id="activity-hint">
        {t("dashboard:activity.hint")}
      </p>
    </>
  );
}
