import { IconAlertCircle, IconCloudCheck, IconCloudUp, IconWifiOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { SaveState } from "@/features/quizzes/outbox";
import { currentLanguage } from "@/i18n/i18n";

import css from "./taking.module.css";

const ICONS = { saving: IconCloudUp, saved: IconCloudCheck, kept: IconWifiOff, refused: IconAlertCircle };

/** Where the answer is: said where it was given. */
export function SaveLine({ state }: { state: SaveState | undefined }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const Icon = state === undefined ? undefined : ICONS[state.kind];
  const words = () => {
    if (state === undefined) return "";
    if (state.kind === "saved") return t("quizzes:save.saved", { time: new Date(state.at).toLocaleTimeString(currentLanguage() === "ru" ? "ru-RU" : "en-GB") });
    return state.kind === "refused" ? problemText(state.error) : t(`quizzes:save.${state.kind}`);
  };
  return (
    <p className={css.saved} data-state={state?.kind} role="status">
      {Icon !== undefined && <Icon size={16} stroke={1.75} aria-hidden="true" />}
      {words()}
    </p>
  );
}
