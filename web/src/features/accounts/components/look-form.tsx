import type { MantineColorScheme } from "@mantine/core";
import { useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useUpdateMe } from "@/features/accounts/api/update-me";
import type { Language } from "@/i18n/i18n";
import { currentLanguage, switchLanguage } from "@/i18n/i18n";
import { Segmented } from "@/ui/segmented";

import css from "./settings.module.css";

/** Language and theme: at once here, and kept with the account for its letters and new devices. */
export function LookForm() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const update = useUpdateMe();
  return (
    <div className={css.rows}>
      <div className={css.row}>
        <span className="strong">{t("common:language")}</span>
        <Segmented<Language>
          label={t("common:language")}
          value={currentLanguage()}
          options={[
            { value: "ru", label: "Русский" },
            { value: "en", label: "English" },
          ]}
          onChange={(language) => {
            void switchLanguage(language);
            update.mutate({ language });
          }}
        />
      </div>
      <div className={css.row}>
        <span className="strong">{t("accounts:settings.theme")}</span>
        <Segmented<MantineColorScheme>
          label={t("accounts:settings.theme")}
          value={colorScheme}
          options={(["light", "dark", "auto"] as const).map((theme) => ({ value: theme, label: t(`accounts:settings.themes.${theme}`) }))}
          onChange={(theme) => {
            setColorScheme(theme);
            update.mutate({ theme });
          }}
        />
      </div>
    </div>
  );
}
