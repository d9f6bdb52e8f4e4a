import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Order } from "@/features/payments/api/orders";
import { ordersQuery } from "@/features/payments/api/orders";
import css from "@/features/payments/components/payments.module.css";
import { StateTag } from "@/features/payments/components/state-tag";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Cover } from "@/ui/cover";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { PageHead } from "@/ui/page-head";
import { Blocks } from "@/ui/skeleton";

/** What the person has bought, newest first. */
export function OrdersPage() {
  const { t } = useTranslation();
  const orders = useInfiniteQuery(ordersQuery);
  const shown = orders.data?.pages.flatMap((page) => page.items) ?? [];
  useTitle(t("payments:orders.title"));
  return (
    <>
      <PageHead title={t("payments:orders.title")} />
      <section className="sheet" aria-busy={orders.isFetching}>
        <Loaded query={orders} waiting={<Blocks heights={[72, 72, 72]} />} inSheet>
          {() =>
            shown.length === 0 ? (
              <Empty
                title={t("payments:orders.none")}
                actions={
                  <ButtonLink to="/" search={{}}>
                    {t("common:toCatalogue")}
                  </ButtonLink>
                }
              >
                {t("payments:orders.noneText")}
              </Empty>
            ) : (
              <ul role="list" className={css.orders}>
                {shown.map((order) => (
                  <li key={order.id}>
                    <Row order={order} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <More list={orders} inSheet />
      </section>
    </>
  );
}

function Row({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Link className={css.order} to="/orders/$order" params={{ order: order.id }}>
      <span className={css.thumb}>
        <Cover seed={order.course.id} lengths={[]} image={order.course.cover?.small} />
      </span>
      <span className="stack stack-s">
        <span className="strong">{order.course.title}</span>
        <span className="sm muted">{t("payments:order.of", { number: order.number, date: format.date(order.created_at) })}</span>
      </span>
      <span className={css.end}>
        <span className="strong num">{order.amount_minor === 0 ? t("common:price.free") : format.money(order.amount_minor, order.currency)}</span>
        <StateTag state={order.state} />
      </span>
    </Link>
  );
}
