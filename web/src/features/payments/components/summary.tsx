import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import css from "./payments.module.css";

interface SummaryProps {
  cover: ReactNode;
  title: string;
  currency: string;
  /** Without sale and coupon. */
  listMinor: number;
  discountMinor: number;
  coupon: string | null;
  amountMinor: number;
  children?: ReactNode;
}

/** What is bought and what it comes to: the price, what is taken off, the sum. */
export function Summary({ cover, title, currency, listMinor, discountMinor, coupon, amountMinor, children }: SummaryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const sale = listMinor - discountMinor - amountMinor;
  return (
    <aside className="sheet" aria-label={t("payments:summary.label")}>
      <div className="pad stack">
        <div className={css.picture}>{cover}</div>
        <p className="strong">{title}</p>
        <dl className={css.sum}>
          <div>
            <dt>{t("payments:summary.course")}</dt>
            <dd>{format.money(listMinor, currency)}</dd>
          </div>
          {sale > 0 && (
            <div>
              <dt>{t("payments:summary.sale")}</dt>
              <dd className={css.off}>{format.money(-sale, currency)}</dd>
            </div>
          )}
          {coupon !== null && (
            <div>
              <dt>{t("payments:summary.coupon", { code: coupon })}</dt>
              <dd className={css.off}>{format.money(-discountMinor, currency)}</dd>
            </div>
          )}
          <div className={css.total}>
            <dt>{t("payments:summary.total")}</dt>
            <dd>{format.money(amountMinor, currency)}</dd>
          </div>
        </dl>
        {children}
      </div>
    </aside>
  );
}
