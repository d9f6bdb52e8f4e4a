import { IconAlertTriangle, IconCircleCheck, IconClockOff, IconCreditCardOff, IconHourglassLow, IconPlugConnectedX, IconReceiptRefund } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Order } from "@/features/payments/api/orders";
import { viewOf } from "@/features/payments/order-state";
import { useFormat } from "@/i18n/use-format";
import { cx } from "@/ui/cx";

import css from "./payments.module.css";

const LOOKS = {
  waiting: [IconHourglassLow, css.now],
  unasked: [IconPlugConnectedX, css.warning],
  paid: [IconCircleCheck, css.positive],
  free: [IconCircleCheck, css.positive],
  failed: [IconCreditCardOff, css.bad],
  expired: [IconClockOff, css.warning],
  partly_refunded: [IconReceiptRefund, undefined],
  refunded: [IconReceiptRefund, undefined],
  given_back: [IconReceiptRefund, undefined],
  disputed: [IconAlertTriangle, css.warning],
} as const;

/** Where the order stands, and what that means for the buyer. Said aloud when it changes. */
export function OrderHead({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const view = viewOf(order);
  const [Icon, look] = LOOKS[view];
  const figures = {
    email: order.receipt.buyer_email,
    amount: format.money(order.amount_minor, order.currency),
    refunded: format.money(order.refunded_minor, order.currency),
    until: format.time(order.expires_at),
  };
  return (
    <div className={css.state}>
      <span className={cx(css.badge, look)}>
        <Icon size={26} stroke={1.75} aria-hidden="true" />
      </span>
      <div className="stack stack-s" role="status">
        <h1>{t(`payments:order.${view}.title`, figures)}</h1>
        <p className="t2">{t(`payments:order.${view}.text`, figures)}</p>
      </div>
    </div>
  );
}
