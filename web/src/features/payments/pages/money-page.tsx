import { useState } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Reconciliation } from "@/features/payments/api/admin";
import { paymentEventsQuery, reconciliationQuery } from "@/features/payments/api/admin";
import css from "@/features/payments/components/admin.module.css";
import { EventList } from "@/features/payments/components/event-list";
import { useAccountName } from "@/features/payments/components/ledger";
import type { EventShow } from "@/features/payments/search";
import { EVENT_SHOWS } from "@/features/payments/search";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { PageHead } from "@/ui/page-head";
import { Segmented } from "@/ui/segmented";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";

/** Whether the books agree: what is open, the last check, money by day, what each account holds. */
export function MoneyPage() {
  const { t } = useTranslation();
  const money = useQuery(reconciliationQuery);
  useTitle(t("payments:money.title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("payments:money.title")} lead={t("payments:money.lead")} />
      <Loaded query={money} waiting={<Blocks heights={[90, 60, 240]} />}>
        {(shown) => (
          <>
            <Figures money={shown} />
            <Check money={shown} />
          </>
        )}
      </Loaded>
      <Events />
      {money.data !== undefined && (
        <>
          <Days money={money.data} />
          <Balances money={money.data} />
        </>
      )}
    </div>
  );
}

function Figures({ money }: { money: Reconciliation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = { unmatched: money.unmatched_events, waiting: money.waiting_orders, refunds: money.open_refunds, failed: money.failed_refunds };
  const bad = new Set(["unmatched", "failed"]);
  return (
    <dl className={css.figures}>
      {(["unmatched", "waiting", "refunds", "failed"] as const).map((name) => (
        <div key={name} className="sheet">
          <dt>{t(`payments:money.figure.${name}`)}</dt>
          <dd data-bad={(bad.has(name) && figures[name] > 0) || undefined}>{format.number(figures[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Check({ money: { check } }: { money: Reconciliation }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (check === null) return <Note>{t("payments:money.neverChecked")}</Note>;
  const figures = { when: format.moment(check.checked_at), orders: format.number(check.orders), transfers: format.number(check.transfers) };
  if (check.problems.length === 0) return <Note kind="positive">{t("payments:money.agrees", figures)}</Note>;
  return (
    <Note kind="bad">
      <p>{t("payments:money.differs", { ...figures, count: check.problems.length })}</p>
      <ul role="list">
        {check.problems.map(({ kind, order_id }, index) => (
          <li key={index}>
            {t(`payments:money.problem.${kind}`, { defaultValue: kind })}{" "}
            {order_id !== null && (
              <Link className="link" to="/admin/orders/$order" params={{ order: order_id }}>
                {t("payments:event.order")}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Events() {
  const { t } = useTranslation();
  const [show, setShow] = useState<EventShow>("unmatched");
  const events = useInfiniteQuery(paymentEventsQuery(show === "all" ? undefined : show));
  const shown = events.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="sheet" aria-busy={events.isFetching}>
      <SheetHead title={t("payments:event.title")}>
        <Segmented label={t("payments:event.title")} value={show} onChange={setShow} options={EVENT_SHOWS.map((value) => ({ value, label: t(`payments:event.show.${value}`) }))} />
      </SheetHead>
      <Loaded query={events} waiting={<Blocks heights={[48, 48]} />} inSheet>
        {() => (shown.length === 0 ? <p className="pad t2">{t(`payments:event.nothing.${show}`)}</p> : <EventList events={shown} withOrder />)}
      </Loaded>
      <More list={events} inSheet />
    </section>
  );
}

function Days({ money: { days } }: { money: Reconciliation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = ["paid", "refunded", "disputed", "fee", "net", "teachers"] as const;
  return (
    <section className="sheet">
      <SheetHead title={t("payments:money.days")} />
      {days.length === 0 ? (
        <p className="pad t2">{t("payments:money.noDays")}</p>
      ) : (
        <Table
          caption={t("payments:money.days")}
          columns={[{ label: t("payments:money.day") }, { label: t("payments:admin.provider") }, { label: t("payments:money.payments"), number: true }, ...columns.map((name) => ({ label: t(`payments:money.column.${name}`), number: true }))]}
          rows={days.map((each) => ({
            key: `${each.day} ${each.provider} ${each.currency}`,
            cells: [
              <span key="day" className="nowrap">
                {format.date(`${each.day}T12:00:00`)}
              </span>,
              t(`payments:provider.${each.provider}.who`, { defaultValue: each.provider }),
              format.number(each.payments),
              ...columns.map((name) => format.money(each[`${name}_minor`], each.currency, true)),
            ],
          }))}
        />
      )}
    </section>
  );
}

function Balances({ money: { balances } }: { money: Reconciliation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAccountName();
  if (balances.length === 0) return null;
  return (
    <section className="sheet">
      <SheetHead title={t("payments:money.balances")} />
      <Table
        caption={t("payments:money.balances")}
        columns={[{ label: t("payments:ledger.where") }, { label: t("payments:admin.column.amount"), number: true }]}
        rows={balances.map(({ account, currency, minor }) => ({ key: `${account} ${currency}`, cells: [nameOf(account), format.money(minor, currency, true)] }))}
      />
    </section>
  );
}
