import { useTranslation } from "react-i18next";

import { plainText } from "@/features/quizzes/markdown";
import type { StudentFill } from "@/features/quizzes/model";

import css from "./answer.module.css";
import { Words } from "./words";

interface GapsFieldProps {
  label: string;
  text: string;
  gaps: { id: string; fill: StudentFill }[];
  filled: Record<string, string>;
  disabled?: boolean | undefined;
  onFill: (filled: Record<string, string>, quietMs: number) => void;
}

/** The text with its gaps in place. */
export function GapsField({ label, text, gaps, filled, disabled, onFill }: GapsFieldProps) {
  const { t } = useTranslation();
  const gap = (id: string) => {
    const fill = gaps.find((each) => each.id === id)?.fill;
    if (fill === undefined) return "…";
    const name = t("quizzes:answer.gap", { number: id });
    const value = filled[id] ?? "";
    if (fill.kind === "choice")
      return (
        <select className={css.gap} aria-label={name} value={value} disabled={disabled} onChange={(event) => onFill({ ...filled, [id]: event.target.value }, 0)}>
          <option value="">{t("quizzes:answer.choose")}</option>
          {fill.options.map((option) => (
            <option key={option.id} value={option.id}>
              {plainText(option.text)}
            </option>
          ))}
        </select>
      );
    return (
      <input
        className={css.gap}
        aria-label={name}
        inputMode={fill.kind === "number" ? "decimal" : "text"}
        autoComplete="off"
        maxLength={1000}
        value={value}
        disabled={disabled}
        // The gap grows with what is in it.
        style={{ width: `${Math.max(10, Math.min(34, value.length + 3))}ch` }}
        onChange={(event) => onFill({ ...filled, [id]: event.target.value }, 700)}
      />
    );
  };
  return (
    <div role="group" aria-label={label}>
      <Words text={text} gap={gap} className={css.gapText} />
    </div>
  );
}
