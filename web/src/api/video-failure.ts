import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";

import type { Schemas } from "./schemas";

/** Why a video failed, in plain words with its figures. */
export function useVideoFailure(): (failure: Schemas["VideoFailure"] | null | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (failure) => {
      const other = t("uploads:failure.internal");
      if (failure == null) return other;
      const { slug, at_ms, width, height, limit_s, codec } = failure as Schemas["VideoFailure"] & Record<"at_ms" | "width" | "height" | "limit_s", number | null | undefined> & { codec?: string | null };
      return t(`uploads:failure.${slug}`, {
        defaultValue: other,
        time: clock(at_ms ?? 0),
        width: width ?? 0,
        height: height ?? 0,
        limit: format.length((limit_s ?? 0) * 1000),
        codec: codec ?? "",
      });
    },
    [t, format],
  );
}
