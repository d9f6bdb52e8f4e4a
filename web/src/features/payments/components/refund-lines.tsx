import { useTranslation } from "react-i18next";

import type { Refund } from "@/features/payments/api/orders";
import { useFormat } from "@/i18n/use-format";

import css from "./payments.module.css";

/** Reasons the school itself writes down; all others are an administrator's own words. */
const OWN = ["surplus", "already-enrolled", "provider"] as const;

export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const own = OWN.find((each) => each === reason);
    return own === undefined ? reason : t(`payments:refund.own.${own}`);
  };
}

/** Money that goes back to the buyer, refund by refund, and why. */
export function RefundLines({ refunds, currency }: { refunds: readonly Refund[]; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonText = useReasonText();
  if (refunds.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="refunds">
      <h2 id="refunds" className="lg">
        {t("payments:refund.title")}
      </h2>
      <dl className={css.sum}>
        {refunds.map((refund) => (
          <div key={refund.id}>
            <dt>
              {t(`payments:refund.state.${refund.state}`)}, {format.date(refund.done_at ?? refund.created_at)}
              <br />
              {t("payments:refund.why", { reason: reasonText(refund.reason) })}
            </dt>
            <dd className="nowrap">{format.money(refund.amount_minor, currency)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
