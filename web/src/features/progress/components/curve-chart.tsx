import { useId, useState } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { WatchCurve } from "@/features/progress/api/progress";
import { columns } from "@/features/progress/curve";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";

import css from "./curve.module.css";

const WIDTH = 1000;
const HEIGHT = 200;
/** More would be thinner than a pixel. */
const MOST = 500;

/** Steps of the scale below: as many as fit, on round times. */
function marks(length: number): number[] {
  const step = [10, 30, 60, 120, 300, 600, 900, 1800, 3600].find((each) => length / each <= 6) ?? 7200;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

/** Columns as one closed outline. */
function area(values: readonly number[], top: number): string {
  const x = (at: number) => ((at / values.length) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (value / top) * HEIGHT).toFixed(1);
  return `M0 ${HEIGHT}${values.map((value, at) => `V${y(value)}H${x(at + 1)}`).join("")}V${HEIGHT}Z`;
}

/** How each second was watched: people in green, all views above them. Arrow keys walk along it and read it out. */
export function CurveChart({ curve }: { curve: WatchCurve }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hint = useId();
  const [at, setAt] = useState(0);
  const { bucket_s: bucket, length_s: length, watched, views } = curve;
  const top = Math.max(1, ...columns(views, MOST), ...columns(watched, MOST));
  const last = watched.length - 1;
  const share = curve.viewers === 0 ? 0 : (watched[at] ?? 0) / curve.viewers;
  const words = t("progress:curve.value", { time: clock(at * bucket * 1000), people: t("progress:curve.people", { count: watched[at] ?? 0 }), share: format.percent(share), views: t("progress:curve.views", { count: views[at] ?? 0 }) });
  const go = (event: React.KeyboardEvent) => {
    const far = Math.max(1, Math.round(60 / bucket));
    const near = Math.max(1, Math.round(5 / bucket));
    const to: Record<string, number> = { ArrowLeft: at - (event.shiftKey ? 1 : near), ArrowRight: at + (event.shiftKey ? 1 : near), ArrowDown: at - near, ArrowUp: at + near, PageDown: at - far, PageUp: at + far, Home: 0, End: last };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(last, next)));
  };
  const point = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (box.width > 0) setAt(Math.max(0, Math.min(last, Math.floor(((event.clientX - box.left) / box.width) * watched.length))));
  };
  return (
    <div className={css.chart}>
      <p className={css.legend} aria-hidden="true">
        <span data-kind="watched">{t("progress:curve.watched")}</span>
        <span data-kind="views">{t("progress:curve.again")}</span>
      </p>
      <div className={css.plot}>
        <span className={css.top} aria-hidden="true">
          {format.number(top)}
        </span>
        <div className={css.area} role="slider" tabIndex={0} aria-label={t("progress:curve.label")} aria-describedby={hint} aria-valuemin={0} aria-valuemax={last * bucket} aria-valuenow={at * bucket} aria-valuetext={words} onKeyDown={go} onPointerMove={point} onPointerDown={point}>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
            <path className={css.views} d={area(columns(views, MOST), top)} />
            <path className={css.watched} d={area(columns(watched, MOST), top)} />
          </svg>
          <i className={css.cursor} style={{ left: `${((at + 0.5) / watched.length) * 100}%` }} />
        </div>
        <div className={css.scale} aria-hidden="true">
          {marks(length).map((second) => (
            <span key={second} style={{ left: `${(second / length) * 100}%` }}>
              {clock(second * 1000)}
            </span>
          ))}
        </div>
      </div>
      <p className={css.value}>
        <span aria-hidden="true">{words}</span>
        <Link className="link" to="/learn/$course/$lesson" params={{ course: curve.course_id, lesson: curve.lesson_id }} search={{ t: at * bucket }}>
          {t("progress:curve.open", { time: clock(at * bucket * 1000) })}
        </Link>
      </p>
      <p className="sr" id={hint}>
        {t("progress:curve.hint")}
      </p>
    </div>
  );
}
