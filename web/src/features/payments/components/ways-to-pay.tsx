import { useId } from "react";
import { IconCreditCard, IconFlask2, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import css from "./payments.module.css";

const ICONS: Partial<Record<string, typeof IconCreditCard>> = { stripe: IconWorld, test: IconFlask2 };

interface WaysToPayProps {
  /** Names of the API: `yookassa`, `stripe`, `test`. */
  providers: readonly string[];
  chosen: string;
  onChoose: (provider: string) => void;
}

/** Who takes the money: a choice where there are several, else a line that says who. */
export function WaysToPay({ providers, chosen, onChoose }: WaysToPayProps) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className={`sheet ${css.ways}`} style={{ margin: 0, padding: 0 }}>
      <legend className="sr">{t("payments:buy.way")}</legend>
      {providers.map((provider) => {
        const Icon = ICONS[provider] ?? IconCreditCard;
        return (
          <label key={provider} className={css.way}>
            <input type="radio" name={name} checked={provider === chosen} onChange={() => onChoose(provider)} />
            <span>
              <span className="strong">{t(`payments:provider.${provider}.name`, { defaultValue: provider })}</span>
              <br />
              <span className="sm muted">{t(`payments:provider.${provider}.hint`, { defaultValue: "" })}</span>
            </span>
            <Icon size={20} stroke={1.75} aria-hidden="true" />
          </label>
        );
      })}
    </fieldset>
  );
}
