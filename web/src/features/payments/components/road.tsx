import { useTranslation } from "react-i18next";

import type { Order } from "@/features/payments/api/orders";
import { roadOf } from "@/features/payments/order-state";
import { useFormat } from "@/i18n/use-format";

import css from "./payments.module.css";

const sameDay = (one: string, other: string) => new Date(one).toDateString() === new Date(other).toDateString();

/** The road of an order: what happened, what happens now, what comes. */
export function Road({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const provider = t(`payments:provider.${order.provider}.who`, { defaultValue: order.provider });
  return (
    <ol className={css.road} role="list" aria-label={t("payments:road.label")}>
      {roadOf(order).map(({ what, how, at, minor }, index) => (
        <li key={index} data-how={how} aria-current={how === "now" ? "step" : undefined}>
          <span>{t(`payments:road.${what}`, { provider, amount: minor === undefined ? "" : format.money(minor, order.currency) })}</span>
          <span className="sm muted num">{at !== null && (sameDay(at, order.created_at) ? format.time(at) : format.moment(at))}</span>
        </li>
      ))}
    </ol>
  );
}
