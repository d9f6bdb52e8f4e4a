import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/button";

/** Light or dark; «as in the system» stands in the settings. */
export function ThemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const shown = useComputedColorScheme("light");
  const other = shown === "dark" ? "light" : "dark";
  return (
    <IconButton label={other === "dark" ? t("common:theme.toDark") : t("common:theme.toLight")} onClick={() => setColorScheme(other)}>
      {other === "dark" ? <IconMoon size={20} stroke={1.75} /> : <IconSun size={20} stroke={1.75} />}
    </IconButton>
  );
}
