import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** «12 минут 47 секунд»: a time as it is read out. */
export function useSpokenTime(): (ms: number) => string {
  const { t } = useTranslation();
  return useCallback(
    (ms: number) => {
      const total = Math.max(0, Math.floor(ms / 1000));
      const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
      return [
        hours > 0 && t("playback:spoken.hours", { count: hours }),
        minutes > 0 && t("playback:spoken.minutes", { count: minutes }),
        (seconds > 0 || total < 60) && t("playback:spoken.seconds", { count: seconds }),
      ]
        .filter(Boolean)
        .join(" ");
    },
    [t],
  );
}
