import { useState } from "react";
import { MultiSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import { paidCoursesQuery, useAddCoupon } from "@/features/payments/api/coupons";
import type { CouponDraft, CouponWrong } from "@/features/payments/coupon-draft";
import { EMPTY_COUPON, readCoupon } from "@/features/payments/coupon-draft";
import { CURRENCIES } from "@/lib/money";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { Segmented } from "@/ui/segmented";
import { toast } from "@/ui/toast";

import css from "./admin.module.css";

/** Makes a coupon. What it takes off never changes afterwards: orders are made with it. */
export function CouponForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const add = useAddCoupon();
  const [draft, setDraft] = useState<CouponDraft>(EMPTY_COUPON);
  const [tried, setTried] = useState(false);
  const [words, setWords] = useState("");
  const [q] = useDebouncedValue(words.trim(), 250);
  // Names of chosen courses stay known when other words are looked for.
  const [names, setNames] = useState<{ value: string; label: string }[]>([]);
  const found = useQuery(paidCoursesQuery(q)).data ?? [];
  const courses = [...new Map([...names, ...found].map((course) => [course.value, course])).values()];
  const read = readCoupon(draft);
  const wrong = "wrong" in read && tried ? read.wrong : {};
  const refused = fieldErrors(add.error);
  const say = (field: keyof CouponWrong) => (wrong[field] === undefined ? undefined : t(`payments:coupons.wrong.${wrong[field]}`));
  const change = (part: Partial<CouponDraft>) => setDraft((now) => ({ ...now, ...part }));
  const save = () => {
    setTried(true);
    if ("wrong" in read || add.isPending) return;
    add.mutateAsync(read.coupon).then(
      ({ code }) => {
        toast(t("payments:coupons.made", { code }));
        onClose();
      },
      () => undefined, // said in the form
    );
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("payments:coupons.new")}
      size={640}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button variant="ink" busy={add.isPending} onClick={save}>
            {t(add.isPending ? "common:saving" : "payments:coupons.make")}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextInput label={t("payments:coupons.code")} description={t("payments:coupons.codeHint")} autoComplete="off" spellCheck={false} maxLength={40} value={draft.code} error={say("code") ?? refused["code"]} onChange={(event) => change({ code: event.target.value })} />
        <Segmented label={t("payments:coupons.off")} value={draft.kind} onChange={(kind) => change({ kind })} options={(["percent", "fixed"] as const).map((value) => ({ value, label: t(`payments:coupons.kind.${value}`) }))} />
        {draft.kind === "percent" ? (
          <TextInput label={t("payments:coupons.percent")} inputMode="decimal" autoComplete="off" maxLength={6} value={draft.percent} error={say("off") ?? refused["percent_points"]} onChange={(event) => change({ percent: event.target.value })} />
        ) : (
          <div className={css.fields}>
            <TextInput label={t("payments:coupons.amount")} inputMode="decimal" autoComplete="off" maxLength={20} value={draft.amount} error={say("off") ?? refused["fixed_minor"]} onChange={(event) => change({ amount: event.target.value })} />
            <Select label={t("payments:coupons.currency")} data={[...CURRENCIES]} value={draft.currency} error={refused["currency"]} onChange={(currency) => currency !== null && change({ currency })} />
          </div>
        )}
        <div className={css.fields}>
          <TextInput type="datetime-local" label={t("payments:coupons.from")} value={draft.from} onChange={(event) => change({ from: event.target.value })} />
          <TextInput type="datetime-local" label={t("payments:coupons.until")} value={draft.until} error={say("until") ?? refused["valid_until"]} onChange={(event) => change({ until: event.target.value })} />
        </div>
        <div className={css.fields}>
          <TextInput label={t("payments:coupons.uses")} description={t("payments:coupons.noLimit")} inputMode="numeric" autoComplete="off" maxLength={9} value={draft.uses} error={say("uses")} onChange={(event) => change({ uses: event.target.value })} />
          <TextInput label={t("payments:coupons.perPerson")} description={t("payments:coupons.noLimit")} inputMode="numeric" autoComplete="off" maxLength={9} value={draft.perPerson} error={say("perPerson")} onChange={(event) => change({ perPerson: event.target.value })} />
        </div>
        <MultiSelect
          label={t("payments:coupons.courses")}
          description={t("payments:coupons.coursesHint")}
          placeholder={draft.courses.length === 0 ? t("payments:coupons.allCourses") : undefined}
          data={courses}
          value={draft.courses}
          searchable
          // The server has looked already.
          filter={({ options }) => options}
          searchValue={words}
          onSearchChange={setWords}
          nothingFoundMessage={t("payments:coupons.noCourse")}
          comboboxProps={{ zIndex: "var(--z-toast)" }}
          error={refused["course_ids"]}
          onChange={(chosen) => {
            setNames(courses.filter(({ value }) => chosen.includes(value)));
            change({ courses: chosen });
          }}
        />
        {add.isError && Object.keys(problemOf(add.error)?.fields ?? {}).length === 0 && <Note kind="bad">{problemText(add.error)}</Note>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
