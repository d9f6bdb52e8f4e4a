import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf } from "@/api/problem";
import { offerQuery } from "@/features/payments/api/offer";
import { Checkout } from "@/features/payments/components/checkout";
import css from "@/features/payments/components/payments.module.css";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";

/** Where a course is paid: what is bought, the price, the coupon, who takes the money. */
export function BuyPage({ course, cover }: { course: string; cover: ReactNode }) {
  const { t } = useTranslation();
  const offer = useQuery(offerQuery(course));
  useTitle(t("payments:buy.title"));
  const refusal = problemOf(offer.error)?.slug;
  const closed = offer.data?.enrolled === true ? "enrolled" : refusal === "course-is-free" ? "free" : refusal === "not-for-sale" ? "notForSale" : undefined;
  if (closed !== undefined)
    return (
      <Empty
        level={1}
        title={t(`payments:buy.${closed}.title`)}
        actions={
          closed === "enrolled" ? (
            <ButtonLink variant="ink" to="/learn/$course" params={{ course }}>
              {t("payments:go")}
            </ButtonLink>
          ) : (
            <ButtonLink variant="ink" to="/courses/$course" params={{ course }}>
              {t("payments:toCourse")}
            </ButtonLink>
          )
        }
      >
        {t(`payments:buy.${closed}.text`)}
      </Empty>
    );
  return (
    <div className={`wrap ${css.page}`}>
      <nav className={css.crumbs} aria-label={t("payments:crumbs")}>
        <Link to="/courses/$course" params={{ course }}>
          {offer.data?.title ?? t("payments:toCourse")}
        </Link>
        <span aria-hidden="true">/</span>
        <span>{t("payments:buy.crumb")}</span>
      </nav>
      <Loaded query={offer} waiting={<Blocks heights={[40, 120, 80, 48]} />}>
        {(shown) => <Checkout plain={shown} cover={cover} />}
      </Loaded>
    </div>
  );
}
