import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { WatchCurve } from "@/features/progress/api/progress";
import { curveQuery } from "@/features/progress/api/progress";
import { CurveChart } from "@/features/progress/components/curve-chart";
import css from "@/features/progress/components/curve.module.css";
import page from "@/features/progress/components/progress.module.css";
import { hottest } from "@/features/progress/curve";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { useTitle } from "@/lib/use-title";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";

/** How a lecture is watched: each second, where people come back to, how many reach the end. */
export function CurvePage({ course, lesson }: { course: string; lesson: string }) {
  const { t } = useTranslation();
  const curve = useQuery(curveQuery(lesson));
  useTitle(curve.data === undefined ? t("progress:curve.title") : `${t("progress:curve.title")}: ${curve.data.title}`);
  return (
    <div className={`wrap ${page.page}`}>
      <PageHead
        title={curve.data?.title ?? t("progress:curve.title")}
        lead={t("progress:curve.title")}
        crumbs={
          <Link className="link" to="/teach/courses/$course/students" params={{ course }} search={{ tab: "lectures" }}>
            {t("progress:title")}
          </Link>
        }
      />
      <Loaded query={curve} waiting={<Blocks heights={[84, 320]} />}>
        {(shown) => <Shown curve={shown} />}
      </Loaded>
    </div>
  );
}

function Shown({ curve }: { curve: WatchCurve }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (curve.viewers === 0 || curve.length_s === 0)
    return (
      <section className="sheet">
        <Empty title={t("progress:curve.none")}>{t("progress:curve.noneText")}</Empty>
      </section>
    );
  const { watched, bucket_s: bucket } = curve;
  const mean = watched.reduce((sum, people) => sum + people, 0) / watched.length / curve.viewers;
  // The very last seconds are often cut off: the end is reached a little before.
  const end = watched[Math.max(0, watched.length - 1 - Math.ceil(5 / bucket))] ?? 0;
  const moments = hottest(curve);
  return (
    <div className="stack stack-l">
      <dl className={css.figures}>
        {[
          [t("progress:curve.viewers", { count: curve.viewers }), format.number(curve.viewers)],
          [t("progress:curve.mean"), format.percent(mean)],
          [t("progress:curve.end"), format.percent(end / curve.viewers)],
          [t("progress:curve.length"), clock(curve.length_s * 1000)],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className="sheet pad">
        <CurveChart curve={curve} />
      </section>
      <section className="sheet" aria-labelledby="moments">
        <SheetHead title={<span id="moments">{t("progress:curve.moments")}</span>} />
        {moments.length === 0 ? (
          <p className="pad t2">{t("progress:curve.noMoments")}</p>
        ) : (
          <ol role="list" className={css.moments}>
            {moments.map((moment) => (
              <li key={moment.second}>
                <Link className="link strong num" to="/learn/$course/$lesson" params={{ course: curve.course_id, lesson: curve.lesson_id }} search={{ t: moment.second }}>
                  {clock(moment.second * 1000)}
                </Link>
                <span className="sm t2">{t("progress:curve.moment", { again: t("progress:curve.times", { count: moment.again }), people: t("progress:curve.people", { count: moment.viewers }) })}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}
