import { useTranslation } from "react-i18next";

import { languages, switchLanguage } from "@/i18n/i18n";

import css from "./app-shell.module.css";

/** Russian or English. Each button speaks its own language. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <span className={css.lang} role="group" aria-label={t("common:language")}>
      {languages.map((language) => (
        <button key={language} type="button" lang={language} aria-label={language === "ru" ? "Русский" : "English"} aria-pressed={i18n.language === language} onClick={() => void switchLanguage(language)}>
          {language.toUpperCase()}
        </button>
      ))}
    </span>
  );
}
