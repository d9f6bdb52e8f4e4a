import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Facets } from "@/features/catalog/api/facets";
import type { Filters } from "@/features/catalog/filters";
import { isLevel, LEVELS } from "@/features/catalog/filters";
import { useFormat } from "@/i18n/use-format";

import css from "./filter-panel.module.css";

interface FilterPanelProps {
  facets: Facets;
  filters: Filters;
  onChange: (part: Partial<Filters>) => void;
}

/** What to look at: topic, level, language, each with how many courses it holds. */
export function FilterPanel({ facets, filters, onChange }: FilterPanelProps) {
  const { t } = useTranslation();
  const levels = LEVELS.flatMap((level) => facets.levels.filter((facet) => facet.level === level));
  return (
    <div className={css.filters}>
      {facets.categories.length > 0 && (
        <Group
          title={t("catalog:filter.topic")}
          chosen={filters.category}
          options={facets.categories.map(({ slug, name, count }) => ({ value: slug, label: name, count }))}
          onChoose={(category) => onChange({ category })}
        />
      )}
      {levels.length > 0 && (
        <Group
          title={t("catalog:filter.level")}
          chosen={filters.level}
          options={levels.map(({ level, count }) => ({ value: level, label: t(`catalog:level.${level}`), count }))}
          onChoose={(level) => onChange({ level: isLevel(level) ? level : undefined })}
        />
      )}
      {facets.languages.length > 1 && (
        <Group
          title={t("catalog:filter.language")}
          chosen={filters.language}
          options={facets.languages.map(({ language, count }) => ({ value: language, label: t(`catalog:language.${language}`, { defaultValue: language }), count }))}
          onChoose={(language) => onChange({ language })}
        />
      )}
    </div>
  );
}

interface GroupProps {
  title: string;
  chosen: string | undefined;
  options: { value: string; label: string; count: number }[];
  onChoose: (value: string | undefined) => void;
}

function Group({ title, chosen, options, onChoose }: GroupProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useId();
  return (
    <fieldset className={css.group}>
      <legend>{title}</legend>
      <label className={css.check}>
        <input type="radio" name={name} checked={chosen === undefined} onChange={() => onChoose(undefined)} />
        <span>{t("catalog:filter.any")}</span>
      </label>
      {options.map(({ value, label, count }) => (
        <label key={value} className={css.check}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>{label}</span>
          <span className={css.count}>{format.number(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}
