import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Body, Mistake, ShortText } from "@/features/quizzes/model";
import { FULL_SHARE } from "@/features/quizzes/model";
import { newId } from "@/features/quizzes/new-question";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";

import { AddButton } from "./add-button";
import { ChoiceEditor } from "./choice-editor";
import css from "./editor.module.css";
import { GapsEditor } from "./gaps-editor";
import { MatchEditor } from "./match-editor";
import { NumberEditor } from "./number-editor";
import { Rows } from "./rows";
import { Segmented } from "@/ui/segmented";

interface BodyEditorProps {
  body: Body;
  /** The right part of an answer earns its share. */
  partial: boolean;
  mistakes: readonly Mistake[];
  courseId: string;
  onChange: (body: Body) => void;
}

/** The right answers of a question, by its kind. */
export function BodyEditor({ body, partial, mistakes, courseId, onChange }: BodyEditorProps) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  switch (body.kind) {
    case "single":
    case "multiple":
      return <ChoiceEditor choice={body} many={body.kind === "multiple"} partial={partial} at="body" mistakes={mistakes} onChange={(choice) => onChange({ ...body, ...choice })} />;
    case "true_false":
      return (
        <fieldset className={css.part}>
          <legend>{t("quizzes:edit.statement")}</legend>
          <div>
            <Segmented
              label={t("quizzes:edit.statement")}
              value={String(body.right)}
              options={[
                { value: "true", label: t("quizzes:answer.true") },
                { value: "false", label: t("quizzes:answer.false") },
              ]}
              onChange={(value) => onChange({ ...body, right: value === "true" })}
            />
          </div>
        </fieldset>
      );
    case "number":
      return <NumberEditor number={body} at="body" mistakes={mistakes} onChange={(number) => onChange({ ...body, ...number })} />;
    case "short_text":
      return <FormsEditor text={body} at="body" mistakes={mistakes} onChange={(text) => onChange({ ...body, ...text })} />;
    case "matching":
      return <MatchEditor body={body} mistakes={mistakes} onChange={onChange} />;
    case "ordering": {
      const byId = (id: string) => body.items.findIndex((item) => item.id === id);
      return (
        <fieldset className={css.part}>
          <legend>{t("quizzes:edit.order")}</legend>
          <Rows ids={body.order} nameOf={(id) => body.items[byId(id)]?.text ?? ""} onOrder={(order) => onChange({ ...body, order })} rowClass={cx(css.option, css.plain)}>
            {(id, index, grip) => (
              <>
                {grip}
                <TextInput
                  aria-label={t("quizzes:edit.itemNumber", { number: index + 1 })}
                  value={body.items[byId(id)]?.text ?? ""}
                  error={wrong(`body.items[${byId(id)}].text`)}
                  maxLength={4000}
                  onChange={(event) => onChange({ ...body, items: body.items.map((item) => (item.id === id ? { ...item, text: event.target.value } : item)) })}
                />
                <IconButton label={t("quizzes:edit.removeItem", { number: index + 1 })} disabled={body.items.length <= 2} onClick={() => onChange({ ...body, items: body.items.filter((item) => item.id !== id), order: body.order.filter((each) => each !== id) })}>
                  <IconTrash stroke={1.75} aria-hidden="true" />
                </IconButton>
              </>
            )}
          </Rows>
          <AddButton
            label={t("quizzes:edit.addItem")}
            onAdd={() => {
              const item = { id: newId(), text: "" };
              onChange({ ...body, items: [...body.items, item], order: [...body.order, item.id] });
            }}
          />
        </fieldset>
      );
    }
    case "gaps":
      return <GapsEditor body={body} mistakes={mistakes} courseId={courseId} onChange={onChange} />;
    case "essay":
      return (
        <div className={css.part}>
          <Textarea label={t("quizzes:edit.guide")} description={t("quizzes:edit.guideHint")} value={body.guide ?? ""} error={wrong("body.guide")} autosize minRows={2} maxRows={10} maxLength={20_000} onChange={(event) => onChange({ ...body, guide: event.target.value === "" ? null : event.target.value })} />
          <div className={css.choices}>
            <TextInput
              label={t("quizzes:edit.maxChars")}
              inputMode="numeric"
              value={String(body.max_chars ?? 20_000)}
              error={wrong("body.max_chars")}
              onChange={(event) => onChange({ ...body, max_chars: Number(event.target.value.replace(/\D/g, "").slice(0, 6)) })}
            />
          </div>
        </div>
      );
  }
}

/** Texts that are accepted, and how they are compared. */
export function FormsEditor({ text, at, mistakes, onChange }: { text: ShortText; at: string; mistakes: readonly Mistake[]; onChange: (text: ShortText) => void }) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const rule = { case_sensitive: false, strict_yo: false, ...text.compare };
  const all = wrong(`${at}.forms`);
  return (
    <fieldset className={css.part}>
      <legend>{t("quizzes:edit.forms")}</legend>
      {text.forms.map((form, n) => (
        <div key={n} className={cx(css.option, css.plain)}>
          <span />
          <TextInput aria-label={t("quizzes:edit.formNumber", { number: n + 1 })} value={form.text} error={wrong(`${at}.forms[${n}].text`)} maxLength={1000} onChange={(event) => onChange({ ...text, forms: text.forms.map((each, index) => (index === n ? { ...each, text: event.target.value } : each)) })} />
          <IconButton label={t("quizzes:edit.removeForm", { number: n + 1 })} disabled={text.forms.length <= 1} onClick={() => onChange({ ...text, forms: text.forms.filter((_, index) => index !== n) })}>
            <IconTrash stroke={1.75} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      {all !== undefined && <p className={css.error}>{all}</p>}
      <AddButton label={t("quizzes:edit.addForm")} onAdd={() => onChange({ ...text, forms: [...text.forms, { text: "", share: FULL_SHARE }] })} />
      <Checkbox label={t("quizzes:edit.caseSensitive")} checked={rule.case_sensitive} onChange={(event) => onChange({ ...text, compare: { ...rule, case_sensitive: event.target.checked } })} />
      <Checkbox label={t("quizzes:edit.strictYo")} checked={rule.strict_yo} onChange={(event) => onChange({ ...text, compare: { ...rule, strict_yo: event.target.checked } })} />
    </fieldset>
  );
}
