import { useId } from "react";

import { useFormat } from "@/i18n/use-format";

import css from "./filter-panel.module.css";

interface FilterGroupProps {
  title: string;
  /** Words for no choice. */
  any: string;
  chosen: string | undefined;
  options: { value: string; label: string; count: number }[];
  onChoose: (value: string | undefined) => void;
}

/** One choice of several, or none. */
export function FilterGroup({ title, any, chosen, options, onChoose }: FilterGroupProps) {
  const format = useFormat();
  const name = useId();
  return (
    <fieldset className={css.group}>
      <legend>{title}</legend>
      <label className={css.check}>
        <input type="radio" name={name} checked={chosen === undefined} onChange={() => onChoose(undefined)} />
        <span>{any}</span>
      </label>
      {options.map(({ value, label, count }) => (
        <label key={value} className={css.check}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>{label}</span>
          <span className={css.count}>{format.number(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}
