import { TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Earnings } from "@/features/payments/api/earnings";
import { earningsQuery, earningsTable } from "@/features/payments/api/earnings";
import css from "@/features/payments/components/admin.module.css";
import type { Period } from "@/features/payments/search";
import { day } from "@/features/payments/search";
import { useFormat } from "@/i18n/use-format";
import { keepFile } from "@/lib/keep-file";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";
import { toast } from "@/ui/toast";

/** What a teacher earned in a period, course by course. The period stands in the address. */
export function EarningsPage({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const earnings = useQuery(earningsQuery(period));
  const shown = earnings.data;
  const [from, to] = [period.from ?? shown?.from ?? "", period.to ?? shown?.to ?? ""];
  const table = useMutation({ mutationFn: async () => keepFile(await earningsTable(period), `earnings-${from}-${to}.csv`), onError: (error) => toast(problemText(error)) });
  useTitle(t("payments:earnings.title"));
  return (
    <>
      <PageHead title={t("payments:earnings.title")} lead={shown && t("payments:earnings.lead", { share: format.percent(shown.share_percent / 100) })} />
      <div className={css.period} role="search">
        <TextInput type="date" label={t("payments:earnings.from")} value={from} max={to} onChange={(event) => onPeriod({ from: day(event.target.value), to: period.to })} />
        <TextInput type="date" label={t("payments:earnings.to")} value={to} min={from} onChange={(event) => onPeriod({ from: period.from, to: day(event.target.value) })} />
        <Button busy={table.isPending} disabled={shown === undefined} icon={<IconDownload stroke={1.75} aria-hidden="true" />} onClick={() => table.mutate()}>
          {t(table.isPending ? "payments:earnings.csvBusy" : "payments:earnings.csv")}
        </Button>
      </div>
      <Loaded query={earnings} waiting={<Blocks heights={[90, 200]} />}>
        {(whole) => <Whole earnings={whole} />}
      </Loaded>
    </>
  );
}

function Whole({ earnings: { courses, totals } }: { earnings: Earnings }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = ["paid", "refunded", "fee", "earned"] as const;
  return (
    <>
      {totals.length > 0 && (
        <dl className={css.figures}>
          {totals.map(({ currency, sales, earned_minor }) => (
            <div key={currency} className="sheet">
              <dt>{t("payments:earnings.sales", { count: sales })}</dt>
              <dd>{format.money(earned_minor, currency)}</dd>
            </div>
          ))}
        </dl>
      )}
      <section className="sheet">
        <SheetHead title={t("payments:earnings.byCourse")} />
        {courses.length === 0 ? (
          <p className="pad t2">{t("payments:earnings.none")}</p>
        ) : (
          <Table
            caption={t("payments:earnings.byCourse")}
            columns={[{ label: t("payments:admin.column.course") }, { label: t("payments:earnings.column.sales"), number: true }, ...columns.map((name) => ({ label: t(`payments:earnings.column.${name}`), number: true }))]}
            rows={courses.map((course) => ({
              key: `${course.course_id} ${course.currency}`,
              cells: [
                <Link key="course" className="link" to="/courses/$course" params={{ course: course.course_id }}>
                  {course.title}
                </Link>,
                format.number(course.sales),
                ...columns.map((name) => (
                  <span key={name} className={name === "earned" ? "strong" : undefined}>
                    {format.money(course[`${name}_minor`], course.currency, true)}
                  </span>
                )),
              ],
            }))}
          />
        )}
      </section>
    </>
  );
}
