import { useState } from "react";
import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import type { AdminOrder } from "@/features/payments/api/admin";
import { useRefundOrder } from "@/features/payments/api/admin";
import { leftToRefund, readRefund } from "@/features/payments/refund-form";
import { useFormat } from "@/i18n/use-format";
import { amountText } from "@/lib/money";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { SheetHead } from "@/ui/sheet-head";

import css from "./admin.module.css";

/** Gives money back, all or a part of it, after a question. What is typed is what is asked. */
export function RefundForm({ admin }: { admin: AdminOrder }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const refund = useRefundOrder(admin.order.id);
  const { currency, number } = admin.order;
  const left = leftToRefund(admin);
  const [amount, setAmount] = useState<string>();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const underway = refund.isSuccess && admin.order.refunds.some(({ state }) => state === "waiting" || state === "sent");
  if (left === 0 && !underway) return null;
  const typed = { amount: amount ?? amountText(left, currency), reason };
  const read = readRefund(typed, left, currency);
  const wrong = "wrong" in read && tried ? read.wrong : {};
  const refused = fieldErrors(refund.error);
  const money = (minor: number) => format.money(minor, currency);
  const send = () => {
    if ("wrong" in read || refund.isPending) return;
    refund
      .mutateAsync({ amount_minor: read.amount_minor, reason: read.reason })
      .then(() => {
        setAmount(undefined);
        setReason("");
        setTried(false);
      }, () => undefined) // said in the form
      .finally(() => setAsking(false));
  };
  return (
    <section className="sheet">
      <SheetHead title={t("payments:admin.refund.title")}>
        <span className="sm muted">{t("payments:admin.refund.left", { amount: money(left) })}</span>
      </SheetHead>
      {underway && (
        <div className="pad">
          <Note kind="positive">{t("payments:admin.refund.done")}</Note>
        </div>
      )}
      {left > 0 && (
        <form
          noValidate
          className={`pad ${css.form}`}
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            refund.reset();
            if (!("wrong" in read)) setAsking(true);
          }}
        >
          <TextInput
            label={t("payments:admin.refund.amount", { currency })}
            inputMode="decimal"
            autoComplete="off"
            maxLength={20}
            value={typed.amount}
            error={wrong.amount === undefined ? refused["amount_minor"] : t(`payments:admin.refund.wrong.${wrong.amount}`, { left: money(left) })}
            onChange={(event) => setAmount(event.target.value)}
          />
          <Textarea label={t("payments:admin.refund.reason")} description={t("payments:admin.refund.reasonHint")} autosize minRows={2} maxRows={6} maxLength={500} value={reason} error={wrong.reason === undefined ? refused["reason"] : t("payments:admin.refund.wrong.missing")} onChange={(event) => setReason(event.target.value)} />
          {refund.isError && Object.keys(problemOf(refund.error)?.fields ?? {}).length === 0 && <Note kind="bad">{problemText(refund.error)}</Note>}
          <div>
            <Button type="submit" variant="danger">
              {t("payments:admin.refund.open")}
            </Button>
          </div>
        </form>
      )}
      {!("wrong" in read) && (
        <Dialog
          opened={asking}
          onClose={() => setAsking(false)}
          title={t("payments:admin.refund.ask", { amount: money(read.amount_minor), name: admin.buyer.name })}
          actions={
            <>
              <Button variant="quiet" onClick={() => setAsking(false)}>
                {t("common:cancel")}
              </Button>
              <Button variant="danger" busy={refund.isPending} onClick={send}>
                {t(refund.isPending ? "payments:admin.refund.busy" : "payments:admin.refund.go")}
              </Button>
            </>
          }
        >
          <p>{t("payments:admin.refund.of", { number, course: admin.order.course.title })}</p>
          <p>{t(read.full ? "payments:admin.refund.full" : "payments:admin.refund.part")}</p>
          <p className="t2">{t("payments:refund.why", { reason: read.reason })}</p>
        </Dialog>
      )}
    </section>
  );
}
