import { IconFlask2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { TestAct, TestPayment } from "@/features/payments/api/test-payment";
import { testPaymentQuery, useTestAct } from "@/features/payments/api/test-payment";
import css from "@/features/payments/components/test-bank.module.css";
import { leaveTo } from "@/features/payments/leave";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Note } from "@/ui/note";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";

/** After these a real bank sends the buyer back to the shop. */
const LEAVES: readonly TestAct[] = ["pay", "pay_twice_told", "pay_later", "fail"];
const LOOKS: Partial<Record<TestAct, "ink" | "danger">> = { pay: "ink", fail: "danger", dispute: "danger", dispute_lost: "danger" };

/** The page of the built-in test provider: everything a bank may do to an order, without any money. */
export function TestBankPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const payment = useQuery(testPaymentQuery(id));
  useTitle(t("payments:test.title"));
  return (
    <div className={css.ground}>
      <p className={css.stripe}>{t("payments:test.stripe")}</p>
      <div className={css.card}>
        <p className={css.name}>
          <IconFlask2 size={22} stroke={1.75} aria-hidden="true" />
          {t("payments:test.title")}
        </p>
        <Loaded query={payment} waiting={<Blocks heights={[40, 120]} />}>
          {(shown) => <Payment payment={shown} />}
        </Loaded>
      </div>
    </div>
  );
}

function Payment({ payment }: { payment: TestPayment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const act = useTestAct(payment.id);
  const run = (what: TestAct) => act.mutate(what, { onSuccess: () => LEAVES.includes(what) && leaveTo(payment.return_url) });
  return (
    <>
      <div className="stack stack-s">
        <h1 className={css.amount}>{format.money(payment.amount_minor, payment.currency)}</h1>
        <p className="t2">{t("payments:test.what", { number: payment.number, title: payment.title })}</p>
        <p className="row row-w" role="status">
          <Tag kind={payment.state === "paid" ? "positive" : payment.state === "failed" ? "bad" : "now"}>{t(`payments:test.state.${payment.state}`)}</Tag>
          {payment.refunded_minor > 0 && <Tag kind="warning">{t("payments:test.refunded", { amount: format.money(payment.refunded_minor, payment.currency) })}</Tag>}
          {payment.disputed && <Tag kind="warning">{t("payments:test.disputed")}</Tag>}
          {payment.pays_at !== null && <span className="sm muted">{t("payments:test.paysAt", { time: new Date(payment.pays_at).toLocaleTimeString() })}</span>}
        </p>
      </div>
      {payment.acts.length > 0 && (
        <div className={css.acts}>
          {payment.acts.map((what) => (
            <div key={what} className={css.act}>
              <Button wide variant={LOOKS[what] ?? "outline"} busy={act.isPending && act.variables === what} disabled={act.isPending && act.variables !== what} onClick={() => run(what)}>
                {t(`payments:test.act.${what}`)}
              </Button>
              <p>{t(`payments:test.means.${what}`)}</p>
            </div>
          ))}
        </div>
      )}
      {act.isError && <Note kind="bad">{problemText(act.error)}</Note>}
      <Button variant="quiet" wide onClick={() => leaveTo(payment.return_url)}>
        {t("payments:test.back")}
      </Button>
    </>
  );
}
