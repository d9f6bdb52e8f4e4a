import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Mistake, NumberBody, NumberRange } from "@/features/quizzes/model";
import { FULL_SHARE } from "@/features/quizzes/model";
import { readNumber } from "@/features/quizzes/points";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { currentLanguage } from "@/i18n/i18n";
import { IconButton } from "@/ui/button";
import { Segmented } from "@/ui/segmented";

import { AddButton } from "./add-button";
import css from "./editor.module.css";

interface NumberEditorProps {
  number: NumberBody;
  at: string;
  mistakes: readonly Mistake[];
  onChange: (number: NumberBody) => void;
}

/** Numbers that are accepted: a value with a tolerance, or a range. */
export function NumberEditor({ number, at, mistakes, onChange }: NumberEditorProps) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const set = (n: number, range: NumberRange) => onChange({ accepted: number.accepted.map((each, index) => (index === n ? { ...each, range } : each)) });
  const all = wrong(`${at}.accepted`);
  return (
    <fieldset className={css.part}>
      <legend>{t("quizzes:edit.numbers")}</legend>
      {number.accepted.map(({ range }, n) => {
        const path = `${at}.accepted[${n}].range`;
        return (
          <div key={n} className="stack stack-s">
            <div>
              <Segmented
                label={t("quizzes:edit.rangeKind")}
                value={range.kind}
                options={[
                  { value: "near", label: t("quizzes:edit.near") },
                  { value: "between", label: t("quizzes:edit.between") },
                ]}
                onChange={(kind) =>
                  kind !== range.kind &&
                  set(n, range.kind === "near" ? { kind: "between", low: range.value - range.tolerance, high: range.value + range.tolerance } : { kind: "near", value: (range.low + range.high) / 2, tolerance: Math.abs(range.high - range.low) / 2 })
                }
              />
            </div>
            <div className={css.numberRow}>
              {range.kind === "near" ? (
                <div className={css.number} key="near">
                  <NumberInput label={t("quizzes:edit.value")} value={range.value} error={wrong(`${path}.value`)} onChange={(value) => set(n, { ...range, value })} />
                  <NumberInput label={t("quizzes:edit.tolerance")} value={range.tolerance} error={wrong(`${path}.tolerance`)} onChange={(tolerance) => set(n, { ...range, tolerance })} />
                </div>
              ) : (
                <div className={css.number} key="between">
                  <NumberInput label={t("quizzes:edit.low")} value={range.low} error={wrong(path)} onChange={(low) => set(n, { ...range, low })} />
                  <NumberInput label={t("quizzes:edit.high")} value={range.high} onChange={(high) => set(n, { ...range, high })} />
                </div>
              )}
              <IconButton label={t("quizzes:edit.removeForm", { number: n + 1 })} disabled={number.accepted.length <= 1} onClick={() => onChange({ accepted: number.accepted.filter((_, index) => index !== n) })}>
                <IconTrash stroke={1.75} aria-hidden="true" />
              </IconButton>
            </div>
          </div>
        );
      })}
      {all !== undefined && <p className={css.error}>{all}</p>}
      <AddButton label={t("quizzes:edit.addForm")} onAdd={() => onChange({ accepted: [...number.accepted, { range: { kind: "near", value: 0, tolerance: 0 }, share: FULL_SHARE }] })} />
    </fieldset>
  );
}

/** A number as it is typed: half of one stays as it is until it becomes one. */
export function NumberInput({ label, value, error, onChange }: { label: string; value: number; error?: string | undefined; onChange: (value: number) => void }) {
  const [typed, setTyped] = useState<string>();
  const shown = Number.isFinite(value) ? String(value).replace(".", currentLanguage() === "ru" ? "," : ".") : "";
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={typed ?? shown}
      error={error}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readNumber(event.target.value) ?? Number.NaN);
      }}
      onBlur={() => Number.isFinite(value) && setTyped(undefined)}
    />
  );
}
