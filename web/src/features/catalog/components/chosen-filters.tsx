import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Facets } from "@/features/catalog/api/facets";
import type { Filters } from "@/features/catalog/filters";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";

import css from "./chosen-filters.module.css";

interface ChosenFiltersProps {
  filters: Filters;
  facets: Facets | undefined;
  /** The chosen teacher's name, once known. */
  teacher: string | undefined;
  onChange: (part: Partial<Filters>) => void;
}

/** What narrows the list, each to be taken off. */
export function ChosenFilters({ filters, facets, teacher, onChange }: ChosenFiltersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { category, level, language, tag, rating, hours, certificate, price } = filters;
  const all: [keyof Filters, string | undefined][] = [
    ["category", category && (facets?.categories.find(({ slug }) => slug === category)?.name ?? category)],
    ["price", price && t(`catalog:filter.prices.${price}`)],
    ["level", level && t(`catalog:level.${level}`)],
    ["hours", hours && t("catalog:filter.hours", { count: hours })],
    ["rating", rating && `★ ${t("catalog:filter.stars", { shown: format.number(rating) })}`],
    ["language", language && t(`catalog:language.${language}`, { defaultValue: language })],
    ["teacher", filters.teacher && (facets?.teachers.find(({ id }) => id === filters.teacher)?.name ?? teacher ?? t("catalog:filter.oneTeacher"))],
    ["certificate", certificate && t("catalog:filter.certificate")],
    ["tag", tag],
  ];
  const chosen = all.flatMap(([key, name]) => (name === undefined ? [] : [{ key, name }]));
  const none = Object.fromEntries(chosen.map(({ key }) => [key, undefined])) as Partial<Filters>;
  return (
    <ul role="list" className={css.chosen} aria-label={t("catalog:filter.chosen")}>
      {chosen.map(({ key, name }) => (
        <li key={key}>
          <button type="button" className={css.one} aria-label={t("catalog:filter.remove", { name })} onClick={() => onChange({ [key]: undefined })}>
            {name}
            <IconX size={14} stroke={2} aria-hidden="true" />
          </button>
        </li>
      ))}
      {chosen.length > 1 && (
        <li>
          <Button size="s" variant="quiet" onClick={() => onChange(none)}>
            {t("catalog:filter.clear")}
          </Button>
        </li>
      )}
    </ul>
  );
}
