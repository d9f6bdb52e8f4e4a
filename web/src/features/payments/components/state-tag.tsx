import { useTranslation } from "react-i18next";

import type { OrderState } from "@/features/payments/api/orders";
import { Tag } from "@/ui/tag";

const KINDS = { waiting: "now", paid: "positive", failed: "bad", expired: "plain", partly_refunded: "warning", refunded: "plain", disputed: "warning" } as const;

/** Where an order stands, in a word. */
export function StateTag({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return <Tag kind={KINDS[state]}>{t(`payments:state.${state}`)}</Tag>;
}
