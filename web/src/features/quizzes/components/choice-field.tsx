import { useEffect, useEffectEvent, useId } from "react";

import type { Item } from "@/features/quizzes/model";

import css from "./answer.module.css";
import { Line } from "./words";

interface ChoiceFieldProps {
  label: string;
  options: Item[];
  chosen: string[];
  many?: boolean | undefined;
  disabled?: boolean | undefined;
  keys?: boolean | undefined;
  onChoose: (options: string[]) => void;
}

/** Options as radio buttons or check boxes; digits choose them from anywhere on the page. */
export function ChoiceField({ label, options, chosen, many, disabled, keys, onChoose }: ChoiceFieldProps) {
  const name = useId();
  const choose = (id: string) => onChoose(many !== true ? [id] : chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (keys !== true || disabled === true || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    if (event.target instanceof HTMLElement && event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [role=dialog]") !== null) return;
    const option = options[Number(event.key) - 1];
    if (option === undefined) return;
    event.preventDefault();
    choose(option.id);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <fieldset className={css.options} disabled={disabled}>
      <legend className="sr">{label}</legend>
      {options.map((option, n) => (
        <label key={option.id} className={css.option}>
          <input type={many === true ? "checkbox" : "radio"} name={name} checked={chosen.includes(option.id)} onChange={() => choose(option.id)} />
          <span className={css.words}>
            <Line text={option.text} />
          </span>
          {keys === true && n < 9 && (
            <kbd className={css.key} aria-hidden="true">
              {n + 1}
            </kbd>
          )}
        </label>
      ))}
    </fieldset>
  );
}
