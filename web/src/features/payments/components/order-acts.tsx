import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Order } from "@/features/payments/api/orders";
import { useOrderAct } from "@/features/payments/api/orders";
import { leaveTo } from "@/features/payments/leave";
import { isOpen, viewOf } from "@/features/payments/order-state";
import { Button, ButtonLink } from "@/ui/button";
import { Note } from "@/ui/note";

/** What the buyer can do with the order as it stands. */
export function OrderActs({ order }: { order: Order }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const cancel = useOrderAct(order.id, "cancel");
  const ask = useOrderAct(order.id, "pay");
  const view = viewOf(order);
  const course = order.course.id;
  const again = view === "failed" || view === "expired";
  const failure = cancel.error ?? ask.error;
  return (
    <>
      <div className="row row-w">
        {isOpen(order) && (
          <ButtonLink to="/learn/$course" params={{ course }} variant="lamp" size="l" icon={<IconPlayerPlayFilled aria-hidden="true" />}>
            {t("payments:go")}
          </ButtonLink>
        )}
        {order.pay_url !== null && view === "waiting" && <Button onClick={() => leaveTo(order.pay_url ?? "")}>{t("payments:order.toPayment")}</Button>}
        {view === "unasked" && (
          <Button variant="ink" busy={ask.isPending} onClick={() => ask.mutate(undefined, { onSuccess: ({ pay_url }) => pay_url !== null && leaveTo(pay_url) })}>
            {t(ask.isPending ? "payments:order.asking" : "payments:order.ask")}
          </Button>
        )}
        {order.state === "waiting" && (
          <Button variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {t(cancel.isPending ? "payments:order.cancelling" : "payments:order.cancel")}
          </Button>
        )}
        {again && (
          <ButtonLink to="/courses/$course/buy" params={{ course }} variant="ink">
            {t(view === "failed" ? "payments:order.retry" : "payments:order.anew")}
          </ButtonLink>
        )}
        {!isOpen(order) && order.state !== "waiting" && (
          <ButtonLink to="/courses/$course" params={{ course }} variant="quiet">
            {t("payments:toCourse")}
          </ButtonLink>
        )}
      </div>
      {failure !== null && <Note kind="bad">{problemText(failure)}</Note>}
    </>
  );
}
