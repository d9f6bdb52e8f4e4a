import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import css from "./stars-input.module.css";

interface StarsInputProps {
  value: number | undefined;
  onChange: (stars: number) => void;
  error?: string | undefined;
}

const STARS = [1, 2, 3, 4, 5] as const;

/** One to five stars: radio buttons, so arrows and digits of a screen reader work as anywhere. */
export function StarsInput({ value, onChange, error }: StarsInputProps) {
  const { t } = useTranslation();
  const name = useId();
  const [over, setOver] = useState<number>();
  const shown = over ?? value ?? 0;
  return (
    <fieldset className={css.field} aria-describedby={error === undefined ? undefined : `${name}-error`}>
      <legend>{t("reviews:form.stars")}</legend>
      <div className={css.row} onPointerLeave={() => setOver(undefined)}>
        {STARS.map((stars) => (
          <label key={stars} className={css.star} onPointerEnter={(event) => event.pointerType === "mouse" && setOver(stars)}>
            <input type="radio" name={name} value={stars} checked={value === stars} onChange={() => onChange(stars)} />
            <span className="sr">{t("reviews:form.star", { count: stars })}</span>
            {stars <= shown ? <IconStarFilled aria-hidden="true" /> : <IconStar stroke={1.5} aria-hidden="true" />}
          </label>
        ))}
        {shown > 0 && <span className="sm muted">{t(`reviews:word.${shown as (typeof STARS)[number]}`)}</span>}
      </div>
      {error !== undefined && (
        <p id={`${name}-error`} className={css.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
