import { useState } from "react";
import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { adminOrdersQuery } from "@/features/payments/api/admin";
import css from "@/features/payments/components/admin.module.css";
import { StateTag } from "@/features/payments/components/state-tag";
import type { OrderSearch } from "@/features/payments/search";
import { ORDER_STATES } from "@/features/payments/search";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { PageHead } from "@/ui/page-head";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";

const ANY = "any";

/** All orders of the school, for its administrators. */
export function AdminOrdersPage({ search, onSearch }: { search: OrderSearch; onSearch: (search: OrderSearch) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [words, setWords] = useState(search.q ?? "");
  const ask = useDebouncedCallback((q: string) => onSearch({ ...search, q: q === "" ? undefined : q }), 250);
  const orders = useInfiniteQuery(adminOrdersQuery(search));
  const shown = orders.data?.pages.flatMap((page) => page.items) ?? [];
  useTitle(t("payments:orders.title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("payments:orders.title")} lead={t("payments:admin.ordersLead")} />
      <section className="sheet" aria-busy={orders.isFetching}>
        <SheetHead title={t("payments:admin.all")}>
          <div className={css.tools} role="search">
            <TextInput
              aria-label={t("payments:admin.search")}
              placeholder={t("payments:admin.search")}
              leftSection={<IconSearch size={16} stroke={1.75} />}
              maxLength={100}
              value={words}
              onChange={(event) => {
                setWords(event.target.value);
                ask(event.target.value.trim());
              }}
            />
            <Select
              aria-label={t("payments:admin.state")}
              value={search.state ?? ANY}
              data={[{ value: ANY, label: t("payments:admin.anyState") }, ...ORDER_STATES.map((value) => ({ value, label: t(`payments:state.${value}`) }))]}
              onChange={(value) => onSearch({ ...search, state: ORDER_STATES.find((each) => each === value) })}
            />
          </div>
        </SheetHead>
        <Loaded query={orders} waiting={<Blocks heights={[24, 24, 24, 24, 24, 24]} />} inSheet>
          {() =>
            shown.length === 0 ? (
              <p className="pad t2">{t(search.q === undefined && search.state === undefined ? "payments:admin.noOrders" : "payments:admin.noneFound")}</p>
            ) : (
              <Table
                caption={t("payments:orders.title")}
                columns={[{ label: t("payments:admin.column.number") }, { label: t("payments:admin.column.buyer"), plain: true }, { label: t("payments:admin.column.course"), plain: true }, { label: t("payments:admin.column.amount"), number: true }, { label: t("payments:admin.state") }, { label: t("payments:admin.column.date") }]}
                rows={shown.map((order) => ({
                  key: order.id,
                  cells: [
                    <Link key="number" className="link strong num" to="/admin/orders/$order" params={{ order: order.id }} aria-label={t("payments:order.number", { number: order.number })}>
                      {order.number}
                    </Link>,
                    <span key="buyer">
                      <span className="strong">{order.buyer.name}</span>
                      <br />
                      <span className="muted">{order.buyer.email}</span>
                    </span>,
                    order.course_title,
                    <span key="amount">
                      {format.money(order.amount_minor, order.currency)}
                      {order.refunded_minor > 0 && (
                        <>
                          <br />
                          <span className="muted">{format.money(-order.refunded_minor, order.currency)}</span>
                        </>
                      )}
                    </span>,
                    <StateTag key="state" state={order.state} />,
                    <span key="date" className="nowrap muted">
                      {format.moment(order.paid_at ?? order.created_at)}
                    </span>,
                  ],
                }))}
              />
            )
          }
        </Loaded>
        <More list={orders} inSheet />
      </section>
    </div>
  );
}
