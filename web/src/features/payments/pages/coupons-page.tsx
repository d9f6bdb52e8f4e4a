import type { ReactNode } from "react";
import { useState } from "react";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Coupon } from "@/features/payments/api/coupons";
import { couponsQuery, useEnableCoupon } from "@/features/payments/api/coupons";
import css from "@/features/payments/components/admin.module.css";
import { CouponForm } from "@/features/payments/components/coupon-form";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { PageHead } from "@/ui/page-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { toast } from "@/ui/toast";

/** Coupons of the school: what they take off, for whom, how often they were used. */
export function CouponsPage() {
  const { t } = useTranslation();
  const coupons = useInfiniteQuery(couponsQuery);
  const shown = coupons.data?.pages.flatMap((page) => page.items) ?? [];
  const cellsOf = useCells();
  const [making, setMaking] = useState(false);
  useTitle(t("payments:coupons.title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead
        title={t("payments:coupons.title")}
        lead={t("payments:coupons.lead")}
        actions={
          <Button variant="ink" icon={<IconPlus stroke={1.75} aria-hidden="true" />} onClick={() => setMaking(true)}>
            {t("payments:coupons.new")}
          </Button>
        }
      />
      <section className="sheet" aria-busy={coupons.isFetching}>
        <Loaded query={coupons} waiting={<Blocks heights={[24, 24, 24]} />} inSheet>
          {() =>
            shown.length === 0 ? (
              <p className="pad t2">{t("payments:coupons.none")}</p>
            ) : (
              <Table
                caption={t("payments:coupons.title")}
                columns={[
                  { label: t("payments:coupons.code") },
                  { label: t("payments:coupons.off") },
                  { label: t("payments:coupons.when") },
                  { label: t("payments:coupons.forWhat") },
                  { label: t("payments:coupons.used"), number: true },
                  { label: t("payments:admin.state") },
                  { label: t("payments:coupons.acts"), acts: true },
                ]}
                rows={shown.map((coupon) => ({ key: coupon.id, cells: cellsOf(coupon) }))}
              />
            )
          }
        </Loaded>
        <More list={coupons} inSheet />
      </section>
      {making && <CouponForm onClose={() => setMaking(false)} />}
    </div>
  );
}

function standing(coupon: Coupon, now = Date.now()): "stopped" | "over" | "used-up" | "ahead" | "on" {
  if (!coupon.enabled) return "stopped";
  if (coupon.valid_until !== null && Date.parse(coupon.valid_until) <= now) return "over";
  if (coupon.max_uses !== null && coupon.uses >= coupon.max_uses) return "used-up";
  return coupon.valid_from !== null && Date.parse(coupon.valid_from) > now ? "ahead" : "on";
}

/** A row of the table: what it takes off, when, for what, how often, and its button. */
function useCells(): (coupon: Coupon) => ReactNode[] {
  const { t } = useTranslation();
  const format = useFormat();
  return (coupon) => {
    const stands = standing(coupon);
    const dates = [coupon.valid_from !== null && t("payments:coupons.since", { when: format.moment(coupon.valid_from) }), coupon.valid_until !== null && t("payments:coupons.till", { when: format.moment(coupon.valid_until) })].filter(Boolean).join(" ");
    return [
      <span key="code" className={`strong ${css.code}`}>
        {coupon.code}
      </span>,
      coupon.percent_points !== null ? format.percent(coupon.percent_points / 10_000, 2) : format.money(coupon.fixed_minor ?? 0, coupon.currency ?? "RUB"),
      dates === "" ? t("payments:coupons.always") : dates,
      coupon.course_ids.length === 0 ? t("payments:coupons.allCourses") : t("payments:coupons.someCourses", { count: coupon.course_ids.length }),
      <span key="used">
        {coupon.max_uses === null ? format.number(coupon.uses) : t("payments:coupons.usedOf", { used: format.number(coupon.uses), most: format.number(coupon.max_uses) })}
        {coupon.max_per_person !== null && (
          <>
            <br />
            <span className="muted">{t("payments:coupons.each", { count: coupon.max_per_person })}</span>
          </>
        )}
      </span>,
      <Tag key="state" kind={stands === "on" ? "positive" : "plain"}>
        {t(`payments:coupons.stands.${stands}`)}
      </Tag>,
      <Turn key="turn" coupon={coupon} />,
    ];
  };
}

function Turn({ coupon }: { coupon: Coupon }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const enable = useEnableCoupon();
  return (
    <Button
      size="s"
      busy={enable.isPending}
      aria-label={t(coupon.enabled ? "payments:coupons.stopWhich" : "payments:coupons.startWhich", { code: coupon.code })}
      onClick={() => enable.mutate({ id: coupon.id, enabled: !coupon.enabled }, { onError: (error) => toast(problemText(error)) })}
    >
      {t(coupon.enabled ? "payments:coupons.stop" : "payments:coupons.start")}
    </Button>
  );
}
