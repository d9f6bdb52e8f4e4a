import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useServerEvent } from "@/api/events";
import type { AdminOrder } from "@/features/payments/api/admin";
import { adminOrderQuery } from "@/features/payments/api/admin";
import css from "@/features/payments/components/admin.module.css";
import { EventList } from "@/features/payments/components/event-list";
import { Ledger } from "@/features/payments/components/ledger";
import { RefundForm } from "@/features/payments/components/refund-form";
import { useReasonText } from "@/features/payments/components/refund-lines";
import { StateTag } from "@/features/payments/components/state-tag";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";

/** Everything about one order: what was bought, what the provider said, the books, the refunds. */
export function AdminOrderPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const order = useQuery(adminOrderQuery(id));
  const title = order.data === undefined ? t("payments:order.name") : t("payments:order.number", { number: order.data.order.number });
  useTitle(title);
  // An administrator may be the buyer.
  useServerEvent("order", ({ order_id }) => order_id === id && void order.refetch());
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead
        title={title}
        crumbs={
          <Link to="/admin/orders" search={{}}>
            {t("payments:orders.title")}
          </Link>
        }
        actions={order.data !== undefined && <StateTag state={order.data.order.state} />}
      />
      <Loaded query={order} waiting={<Blocks heights={[160, 200, 200]} />}>
        {(shown) => <Whole admin={shown} />}
      </Loaded>
    </div>
  );
}

function Whole({ admin }: { admin: AdminOrder }) {
  const { t } = useTranslation();
  const { events, ledger } = admin;
  return (
    <div className={css.two}>
      <div className="stack stack-l">
        <section className="sheet">
          <SheetHead title={t("payments:admin.about")} />
          <Facts admin={admin} />
        </section>
        <section className="sheet">
          <SheetHead title={t("payments:ledger.title")} />
          {ledger.length === 0 ? <p className="pad t2">{t("payments:ledger.none")}</p> : <Ledger transfers={ledger} />}
        </section>
        <section className="sheet">
          <SheetHead title={t("payments:event.title")} />
          {events.length === 0 ? <p className="pad t2">{t("payments:event.none")}</p> : <EventList events={events} />}
        </section>
      </div>
      <div className="stack stack-l">
        <RefundForm admin={admin} />
        <Refunds admin={admin} />
      </div>
    </div>
  );
}

function Facts({ admin: { order, buyer, teacher, provider_payment_id, fee_minor, teacher_minor } }: { admin: AdminOrder }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (minor: number) => format.money(minor, order.currency);
  const { receipt } = order;
  const facts: [string, ReactNode][] = [
    [
      t("payments:admin.column.course"),
      <Link key="course" className="link" to="/courses/$course" params={{ course: order.course.id }}>
        {order.course.title}
      </Link>,
    ],
    [t("payments:admin.column.buyer"), `${buyer.name}, ${buyer.email}`],
    [t("payments:admin.column.amount"), money(order.amount_minor)],
    [t("payments:admin.list"), money(order.list_minor)],
    ...(order.coupon_code === null ? [] : [[t("payments:summary.coupon", { code: order.coupon_code }), money(-order.discount_minor)] satisfies [string, ReactNode]]),
    [t("payments:summary.refunded"), money(order.refunded_minor)],
    [t("payments:admin.fee"), money(fee_minor)],
    [t("payments:admin.teacher", { name: teacher.name }), `${money(teacher_minor)} (${format.percent(teacher.share_points / 10_000)})`],
    [t("payments:admin.provider"), t(`payments:provider.${order.provider}.who`, { defaultValue: order.provider })],
    ...(provider_payment_id === null
      ? []
      : [
          [
            t("payments:admin.payment"),
            order.provider === "test" ? (
              <Link key="payment" className={`link ${css.code}`} to="/pay/test/$payment" params={{ payment: provider_payment_id }}>
                {provider_payment_id}
              </Link>
            ) : (
              <span key="payment" className={css.code}>
                {provider_payment_id}
              </span>
            ),
          ] satisfies [string, ReactNode],
        ]),
    [t("payments:admin.made"), format.moment(order.created_at)],
    [t("payments:admin.paid"), order.paid_at === null ? "–" : format.moment(order.paid_at)],
    [t("payments:receipt.email"), receipt.buyer_email],
    [t("payments:receipt.vat"), receipt.vat_minor === null ? t("payments:admin.vatCode", { words: t("payments:receipt.noVat"), code: receipt.vat_code }) : t("payments:admin.vatCode", { words: format.money(receipt.vat_minor, order.currency, true), code: receipt.vat_code })],
    [t("payments:receipt.terms"), t("payments:receipt.accepted", { version: receipt.terms_version, date: format.moment(receipt.terms_accepted_at) })],
  ];
  return (
    <dl className={`pad ${css.facts}`}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Refunds({ admin: { order } }: { admin: AdminOrder }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonText = useReasonText();
  if (order.refunds.length === 0) return null;
  return (
    <section className="sheet">
      <SheetHead title={t("payments:refund.title")} />
      <Table
        caption={t("payments:refund.title")}
        columns={[{ label: t("payments:admin.column.amount") }, { label: t("payments:admin.state"), plain: true }]}
        rows={order.refunds.map((refund) => ({
          key: refund.id,
          cells: [
            <span key="amount" className="num nowrap">
              {format.money(refund.amount_minor, order.currency)}
            </span>,
            <span key="state">
              <span className="strong">{t(`payments:refund.state.${refund.state}`)}</span>, {format.moment(refund.done_at ?? refund.created_at)}
              <br />
              {t("payments:refund.why", { reason: reasonText(refund.reason) })}
              {refund.failure !== null && (
                <>
                  <br />
                  <span lang="en">{refund.failure}</span>
                </>
              )}
            </span>,
          ],
        }))}
      />
    </section>
  );
}
