import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import css from "./reviews.module.css";

interface HistogramProps {
  /** Of one star to five. */
  counts: number[];
  chosen: number | undefined;
  onChoose: (stars: number | undefined) => void;
}

/** How many gave each number of stars; a row shows those reviews alone. */
export function Histogram({ counts, chosen, onChoose }: HistogramProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = Math.max(1, counts.reduce((sum, count) => sum + count, 0));
  return (
    <ul role="list" className={css.bars} aria-label={t("reviews:histogram")}>
      {[5, 4, 3, 2, 1].map((stars) => {
        const count = counts[stars - 1] ?? 0;
        return (
          <li key={stars}>
            <button type="button" disabled={count === 0} aria-pressed={chosen === stars} aria-label={t("reviews:bar", { stars, count, shown: format.number(count) })} onClick={() => onChoose(chosen === stars ? undefined : stars)}>
              <span>{stars}</span>
              <i style={{ ["--p" as string]: (100 * count) / total }} />
              <span>{format.percent(count / total)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
