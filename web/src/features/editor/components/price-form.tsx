import { useState } from "react";
import { Checkbox, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { CourseEdit } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import type { PriceDraft, PriceWrong } from "@/features/editor/price-draft";
import { draftOf, readDraft, samePrice } from "@/features/editor/price-draft";
import { CURRENCIES } from "@/lib/money";
import { Note } from "@/ui/note";
import { Segmented } from "@/ui/segmented";

import css from "./editor.module.css";

/** What the course costs. It is saved whole, once every field that was touched makes sense. */
export function PriceForm({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { patchCourse } = useEditing();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [typed, setTyped] = useState<PriceDraft>();
  const [left, setLeft] = useState<ReadonlySet<keyof PriceWrong>>(new Set());
  const [error, setError] = useState<unknown>();
  const draft = typed ?? draftOf(course.price, CURRENCIES[0]);
  const read = readDraft(draft);
  const wrong = "wrong" in read ? read.wrong : {};
  const refused = fieldErrors(error)["price"];
  const say = (field: keyof PriceWrong) => (left.has(field) && wrong[field] !== undefined ? t(`editor:price.wrong.${field}.${wrong[field]}`) : undefined);

  const save = async (next: PriceDraft) => {
    const result = readDraft(next);
    if ("wrong" in result) return;
    if (samePrice(result.price, course.price)) return setTyped(undefined);
    setError(undefined);
    try {
      await patchCourse({ price: result.price }, t("editor:price.title"), "price");
      // What was typed meanwhile stays.
      setTyped((now) => (now === next ? undefined : now));
    } catch (refusal) {
      setError(refusal);
    }
  };
  const type = (part: Partial<PriceDraft>) => setTyped({ ...draft, ...part });
  const choose = (part: Partial<PriceDraft>) => {
    const next = { ...draft, ...part };
    setTyped(next);
    void save(next);
  };
  const leave = (...fields: (keyof PriceWrong)[]) => {
    setLeft((now) => new Set([...now, ...fields]));
    if (typed !== undefined) void save(typed);
  };
  const currencies = [...new Set<string>([...CURRENCIES, draft.currency])];
  return (
    <div className="stack stack-l">
      <section className={`sheet pad-l ${css.form}`} aria-labelledby="price">
        <h2 id="price" className={css.formTitle}>
          {t("editor:price.title")}
        </h2>
        <Segmented
          label={t("editor:price.kind")}
          value={draft.paid ? "paid" : "free"}
          onChange={(kind) => choose({ paid: kind === "paid" })}
          options={(["free", "paid"] as const).map((value) => ({ value, label: t(`editor:price.${value}`) }))}
        />
        <p className="t2">{t(draft.paid ? "editor:price.paidHint" : "editor:price.freeHint")}</p>
        {draft.paid && (
          <>
            <div className={css.choices}>
              <TextInput label={t("editor:price.amount")} inputMode="decimal" autoComplete="off" maxLength={20} value={draft.amount} error={say("amount") ?? refused} onChange={(event) => type({ amount: event.target.value })} onBlur={() => leave("amount")} />
              <Select label={t("editor:price.currency")} data={currencies} value={draft.currency} onChange={(currency) => currency !== null && choose({ currency })} />
            </div>
            <Checkbox label={t("editor:price.sale")} description={t("editor:price.saleHint")} checked={draft.onSale} onChange={(event) => choose({ onSale: event.currentTarget.checked })} />
            {draft.onSale && (
              <div className={css.choices}>
                <TextInput label={t("editor:price.saleAmount")} inputMode="decimal" autoComplete="off" maxLength={20} value={draft.sale} error={say("sale")} onChange={(event) => type({ sale: event.target.value })} onBlur={() => leave("sale")} />
                <TextInput type="datetime-local" label={t("editor:price.from")} description={t("editor:price.fromHint")} value={draft.from} onChange={(event) => type({ from: event.target.value })} onBlur={() => leave("until")} />
                <TextInput type="datetime-local" label={t("editor:price.until")} description={t("editor:price.untilHint")} value={draft.until} error={say("until")} onChange={(event) => type({ until: event.target.value })} onBlur={() => leave("until")} />
              </div>
            )}
            {"wrong" in read && <p className="sm muted">{t("editor:price.notYet")}</p>}
          </>
        )}
        {error !== undefined && refused === undefined && <Note kind="bad">{problemText(error)}</Note>}
      </section>
    </div>
  );
}
