import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Format } from "@/lib/format";
import { formatFor } from "@/lib/format";

import { isLanguage } from "./i18n";

/** Formatters of the interface's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : "en";
  return useMemo(() => formatFor(language), [language]);
}
