import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Facets } from "@/features/catalog/api/facets";
import type { Filters } from "@/features/catalog/filters";
import { isLevel, LEVELS } from "@/features/catalog/filters";
import { useFormat } from "@/i18n/use-format";
import { bind } from "@/lib/typography";

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
          any={t("catalog:filter.anyTopic")}
          chosen={filters.category}
          options={facets.categories.map(({ slug, name, count }) => ({ value: slug, label: bind(name), count }))}
          onChoose={(category) => onChange({ category })}
        />
      )}
      {levels.length > 0 && (
        <Group
          title={t("catalog:filter.level")}
          any={t("catalog:filter.any")}
          chosen={filters.level}
          options={levels.map(({ level, count }) => ({ value: level, label: t(`catalog:level.${level}`), count }))}
          onChoose={(level) => onChange({ level: isLevel(level) ? level : undefined })}
        />
      )}
      {facets.languages.length > 1 && (
        <Group
          title={t("catalog:filter.language")}
          any={t("catalog:filter.any")}
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
  /** Words for no choice. */
  any: string;
  chosen: string | undefined;
  options: { value: string; label: string; count: number }[];
  onChoose: (value: string | undefined) => void;
}

function Group({ title, any, chosen, options, onChoose }: GroupProps) {
  const format = useFormat();
  const name = useId();
  return (
    <fieldset className={css.group}>
      <legend>{title}</legend>
      <label className={css.check}>
        <input type="radio" name={name} checked={chosen === undefined} onChange={() => onChoose(undefined)} />
        <span>{any}</span>
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
