import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { Checkbox } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import type { Offer } from "@/features/payments/api/offer";
import { offerKey, offerQuery } from "@/features/payments/api/offer";
import { useCreateOrder } from "@/features/payments/api/orders";
import { leaveTo } from "@/features/payments/leave";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import { Back } from "./back";
import { CouponField } from "./coupon-field";
import css from "./payments.module.css";
import { Summary } from "./summary";
import { WaysToPay } from "./ways-to-pay";

/** From a price to an order. What is paid is what is shown: the server refuses anything else. */
export function Checkout({ plain, cover }: { plain: Offer; cover: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [code, setCode] = useState<string>();
  const withCoupon = useQuery({ ...offerQuery(plain.course_id, code), enabled: code !== undefined });
  const [provider, setProvider] = useState<string>();
  const [accepted, setAccepted] = useState(false);
  const [asked, setAsked] = useState(false);
  const [changed, setChanged] = useState(false);
  const create = useCreateOrder(plain.course_id);
  const offer = (code === undefined ? undefined : withCoupon.data) ?? plain;
  const way = offer.providers.find((name) => name === provider) ?? offer.providers[0];
  const free = offer.amount_minor === 0;
  // From the press of the button until the page is left: a second press finds it busy.
  const busy = create.isPending || create.isSuccess;
  const couponError = fieldErrors(withCoupon.error)["coupon"] ?? fieldErrors(create.error)["coupon"];
  const refusal = problemOf(create.error);

  // The browser's "back" from the provider brings this page as it was left: busy.
  const { reset } = create;
  useEffect(() => {
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) reset();
    };
    globalThis.addEventListener("pageshow", back);
    return () => globalThis.removeEventListener("pageshow", back);
  }, [reset]);

  const pay = () => {
    setAsked(true);
    if (busy || !accepted || (way === undefined && !free)) return;
    setChanged(false);
    create.mutate(
      { provider: way ?? "none", coupon: offer.coupon?.code ?? null, accepted_terms: accepted, shown_minor: offer.amount_minor },
      {
        onSuccess: (order) => (order.state === "waiting" && order.pay_url !== null ? leaveTo(order.pay_url) : void navigate({ to: "/orders/$order", params: { order: order.id } })),
        onError: (error) => {
          const problem = problemOf(error);
          if (problem?.slug === "price-changed") {
            setChanged(true);
            const next = problem.body["offer"] as Offer | undefined;
            if (next !== undefined) queries.setQueryData(offerQuery(plain.course_id, code).queryKey, next);
          }
          // A coupon that ran out meanwhile, a course that is open by now: what stands here is read again.
          if (problem?.fields["coupon"] !== undefined) setCode(undefined);
          void queries.invalidateQueries({ queryKey: offerKey(plain.course_id) });
        },
      },
    );
  };

  return (
    <div className={`${css.columns} ${css.bought}`}>
      <section className="stack stack-l" aria-label={t("payments:buy.title")}>
        <h1 className={css.title}>{t("payments:buy.title")}</h1>
        {offer.open_order_id !== null && (
          <Note
            kind="now"
            action={
              <Link className="link strong nowrap" to="/orders/$order" params={{ order: offer.open_order_id }}>
                {t("payments:buy.open.go")}
              </Link>
            }
          >
            {t("payments:buy.open.text")}
          </Note>
        )}
        {!free && (offer.providers.length > 0 ? <WaysToPay providers={offer.providers} chosen={way ?? ""} onChoose={setProvider} /> : <Note kind="warning">{t("payments:buy.nobody", { currency: offer.currency })}</Note>)}
        <CouponField applied={code === undefined ? null : (withCoupon.data?.coupon ?? null)} currency={offer.currency} busy={withCoupon.isFetching && withCoupon.data === undefined} error={couponError ?? (withCoupon.isError ? problemText(withCoupon.error) : undefined)} onApply={setCode} />
        <Checkbox
          label={t("payments:buy.terms", { version: offer.terms_version })}
          checked={accepted}
          error={asked && !accepted ? t("payments:buy.termsMissing") : undefined}
          onChange={(event) => setAccepted(event.currentTarget.checked)}
        />
        {changed && <Note kind="warning">{t("payments:buy.changed", { price: format.money(offer.amount_minor, offer.currency) })}</Note>}
        {create.isError && !changed && refusal?.fields["coupon"] === undefined && <Note kind="bad">{problemText(create.error)}</Note>}
        <div className="stack">
          {(free || way !== undefined) && (
            <div>
              <Button variant="ink" size="l" busy={busy} onClick={pay}>
                {busy ? t("payments:buy.busy") : free ? t("payments:buy.take") : t("payments:buy.pay", { price: format.money(offer.amount_minor, offer.currency) })}
              </Button>
            </div>
          )}
          {!free && (
            <p className={css.safe}>
              <IconLock size={16} stroke={1.75} aria-hidden="true" />
              {t("payments:buy.safe")}
            </p>
          )}
        </div>
        <Back course={plain.course_id} />
      </section>
      <Summary cover={cover} title={offer.title} currency={offer.currency} listMinor={offer.price.list_minor} discountMinor={offer.coupon?.off_minor ?? 0} coupon={offer.coupon?.code ?? null} amountMinor={offer.amount_minor} />
    </div>
  );
}
