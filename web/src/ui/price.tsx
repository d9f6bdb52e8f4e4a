import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import { cx } from "./cx";
import css from "./price.module.css";

interface PriceProps {
  /** What it costs now; null: nothing. */
  price: { minor: number; currency: string; list_minor: number; sale_until: string | null } | null;
  size?: "s" | "l";
  /** Says when the sale ends. */
  until?: boolean;
}

/** A price; on sale the old one is struck through beside it, and said aloud as the old one. */
export function Price({ price, size = "s", until }: PriceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (price === null) return <span className={cx(css.price, css[size])}>{t("common:price.free")}</span>;
  const now = price.minor === 0 ? t("common:price.free") : format.money(price.minor, price.currency);
  if (price.list_minor <= price.minor) return <span className={cx(css.price, css[size])}>{now}</span>;
  return (
    <span className={cx(css.price, css[size])}>
      <span>{now}</span>{" "}
      <s className={css.was}>
        <span className="sr">{t("common:price.was")} </span>
        {format.money(price.list_minor, price.currency)}
      </s>
      {until === true && price.sale_until !== null && <span className={css.until}>{t("common:price.until", { when: format.moment(price.sale_until) })}</span>}
    </span>
  );
}
