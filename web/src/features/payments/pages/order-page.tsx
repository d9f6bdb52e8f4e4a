import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf } from "@/api/problem";
import type { Order } from "@/features/payments/api/orders";
import { orderQuery } from "@/features/payments/api/orders";
import { OrderActs } from "@/features/payments/components/order-acts";
import { OrderHead } from "@/features/payments/components/order-head";
import css from "@/features/payments/components/payments.module.css";
import { RefundLines } from "@/features/payments/components/refund-lines";
import { Road } from "@/features/payments/components/road";
import { Summary } from "@/features/payments/components/summary";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Cover } from "@/ui/cover";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";

/** One order. It lives: an event of the server or the next question brings what changed, without a reload. */
export function OrderPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const order = useQuery(orderQuery(id));
  useOpenings(order.data?.state);
  useTitle(order.data === undefined ? t("payments:order.name") : t("payments:order.number", { number: order.data.number }));
  if (problemOf(order.error)?.status === 404 && order.data === undefined)
    return (
      <Empty
        level={1}
        title={t("payments:order.absent.title")}
        actions={
          <ButtonLink variant="ink" to="/orders">
            {t("payments:orders.go")}
          </ButtonLink>
        }
      >
        {t("payments:order.absent.text")}
      </Empty>
    );
  return (
    <div className={`wrap ${css.page}`}>
      <nav className={css.crumbs} aria-label={t("payments:crumbs")}>
        <Link to="/orders">{t("payments:orders.title")}</Link>
        <span aria-hidden="true">/</span>
        <span>{order.data === undefined ? t("payments:order.name") : t("payments:order.number", { number: order.data.number })}</span>
      </nav>
      <Loaded query={order} waiting={<Blocks heights={[72, 140, 48]} />}>
        {(shown) => <Sheet order={shown} />}
      </Loaded>
    </div>
  );
}

/** What was seen of the course is read anew once the order has moved: the event that says so may be lost. */
function useOpenings(state: Order["state"] | undefined) {
  const queries = useQueryClient();
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== undefined && state !== before.current) for (const key of ["courses", "learning", "learn", "offers"]) void queries.invalidateQueries({ queryKey: [key] });
    before.current = state;
  }, [queries, state]);
}

function Sheet({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { receipt } = order;
  return (
    <div className={css.columns}>
      <section className="sheet pad-l stack stack-l" aria-label={t("payments:order.number", { number: order.number })}>
        <OrderHead order={order} />
        <Road order={order} />
        <OrderActs order={order} />
        <RefundLines refunds={order.refunds} currency={order.currency} />
        <p className="xs muted">{t("payments:order.of", { number: order.number, date: format.moment(order.created_at) })}</p>
      </section>
      <Summary cover={<Cover seed={order.course.id} lengths={[]} image={order.course.cover?.medium} />} title={order.course.title} currency={order.currency} listMinor={order.list_minor} discountMinor={order.discount_minor} coupon={order.coupon_code} amountMinor={order.amount_minor}>
        <dl className={css.sum}>
          {order.refunded_minor > 0 && <Line name={t("payments:summary.refunded")}>{format.money(order.refunded_minor, order.currency)}</Line>}
          <Line name={t("payments:receipt.buyer")}>{receipt.buyer_name}</Line>
          <Line name={t("payments:receipt.email")}>{receipt.buyer_email}</Line>
          <Line name={t("payments:receipt.vat")}>{receipt.vat_minor === null ? t("payments:receipt.noVat") : format.money(receipt.vat_minor, order.currency, true)}</Line>
          <Line name={t("payments:receipt.terms")}>{t("payments:receipt.accepted", { version: receipt.terms_version, date: format.date(receipt.terms_accepted_at) })}</Line>
        </dl>
      </Summary>
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
