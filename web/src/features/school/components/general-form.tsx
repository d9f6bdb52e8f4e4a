import { useMemo } from "react";
import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { School } from "@/features/school/api/school";
import { useUpdateSchool } from "@/features/school/api/school";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import css from "./school.module.css";

const AFTER_REFUND = ["keep", "withdraw"] as const;

/** Name, calendar, what a refund does to certificates, and when finished courses leave the cabinet. */
export function GeneralForm({ school }: { school: School }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const update = useUpdateSchool();
  const zones = useMemo(() => [...new Set([school.time_zone, ...Intl.supportedValuesOf("timeZone")])].sort(), [school.time_zone]);
  const form = useForm({
    initialValues: { name: school.name, time_zone: school.time_zone, archive_after_months: String(school.archive_after_months), certificates_after_refund: school.certificates_after_refund },
    validate: {
      name: (value) => (value.trim() === "" ? t("school:general.nameMissing") : null),
      archive_after_months: (value) => (/^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= 120 ? null : t("school:general.monthsWrong")),
    },
  });
  return (
    <form
      noValidate
      className={css.form}
      onSubmit={form.onSubmit(({ name, time_zone, archive_after_months, certificates_after_refund }) =>
        update.mutate({ name: name.trim(), time_zone, archive_after_months: Number(archive_after_months), certificates_after_refund }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
      )}
    >
      <TextInput label={t("school:general.name")} description={t("school:general.nameHint")} maxLength={120} {...form.getInputProps("name")} />
      <div className={css.two}>
        <Select label={t("school:general.zone")} description={t("school:general.zoneHint")} data={zones} searchable allowDeselect={false} {...form.getInputProps("time_zone")} />
        <TextInput label={t("school:general.months")} description={t("school:general.monthsHint")} inputMode="numeric" maxLength={3} {...form.getInputProps("archive_after_months")} />
      </div>
      <Select label={t("school:general.refund")} description={t("school:general.refundHint")} data={AFTER_REFUND.map((value) => ({ value, label: t(`school:general.refunds.${value}`) }))} allowDeselect={false} {...form.getInputProps("certificates_after_refund")} />
      {update.isError && form.isValid() && <Note kind="bad">{problemText(update.error)}</Note>}
      <div className="row row-w">
        <Button type="submit" variant="ink" busy={update.isPending}>
          {t(update.isPending ? "common:saving" : "school:save")}
        </Button>
        <span className="sm muted" role="status">
          {update.isSuccess && !update.isPending && t("common:savedAt", { time: format.time(new Date(update.submittedAt).toISOString()) })}
        </span>
      </div>
    </form>
  );
}
