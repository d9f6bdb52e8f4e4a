import { IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import css from "./rating.module.css";

interface RatingProps {
  /** Out of five; whole stars are shown without a fraction. */
  value: number;
  /** How many reviews it comes from. */
  count?: number | undefined;
}

/** A star and a number: «4,9 (1 284)». */
export function Rating({ value, count }: RatingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = format.number(Math.round(value * 10) / 10);
  return (
    <span className={css.rate}>
      <IconStarFilled size={14} aria-hidden="true" />
      <span className="sr">{count === undefined ? t("common:rating.stars", { count: value, shown }) : t("common:rating.average", { shown, count, reviews: format.number(count) })}</span>
      <span aria-hidden="true">
        {shown}
        {count !== undefined && <span className={css.count}> ({format.number(count)})</span>}
      </span>
    </span>
  );
}
