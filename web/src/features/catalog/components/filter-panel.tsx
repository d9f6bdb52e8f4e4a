import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Facets } from "@/features/catalog/api/facets";
import { FilterGroup } from "@/features/catalog/components/filter-group";
import type { Filters } from "@/features/catalog/filters";
import { HOURS, isLevel, LEVELS, RATINGS } from "@/features/catalog/filters";
import { useFormat } from "@/i18n/use-format";
import { bind } from "@/lib/typography";

import css from "./filter-panel.module.css";

interface FilterPanelProps {
  facets: Facets;
  filters: Filters;
  onChange: (part: Partial<Filters>) => void;
}

/** What to look at, each with how many courses it would leave beside what is chosen already. */
export function FilterPanel({ facets, filters, onChange }: FilterPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const any = t("catalog:filter.any");
  const levels = LEVELS.flatMap((level) => facets.levels.filter((facet) => facet.level === level));
  // What leaves nothing is not offered, but what is chosen stays in sight.
  const lengths = HOURS.flatMap((hours) => facets.lengths.filter((facet) => facet.hours_max === `${hours}` && (facet.count > 0 || filters.hours === hours)).map(({ count }) => ({ hours, count })));
  const ratings = RATINGS.flatMap((rating) => facets.ratings.filter((facet) => facet.rating_min === `${rating}` && (facet.count > 0 || filters.rating === rating)).map(({ count }) => ({ rating, count })));
  return (
    <div className={css.filters}>
      {facets.categories.length > 0 && (
        <FilterGroup
          title={t("catalog:filter.topic")}
          any={t("catalog:filter.anyTopic")}
          chosen={filters.category}
          options={facets.categories.map(({ slug, name, count }) => ({ value: slug, label: bind(name), count }))}
          onChoose={(category) => onChange({ category })}
        />
      )}
      {levels.length > 0 && (
        <FilterGroup
          title={t("catalog:filter.level")}
          any={any}
          chosen={filters.level}
          options={levels.map(({ level, count }) => ({ value: level, label: t(`catalog:level.${level}`), count }))}
          onChoose={(level) => onChange({ level: isLevel(level) ? level : undefined })}
        />
      )}
      {lengths.length > 0 && (
        <FilterGroup
          title={t("catalog:filter.length")}
          any={t("catalog:filter.anyLength")}
          chosen={filters.hours?.toString()}
          options={lengths.map(({ hours, count }) => ({ value: `${hours}`, label: t("catalog:filter.hours", { count: hours }), count }))}
          onChoose={(value) => onChange({ hours: HOURS.find((hours) => `${hours}` === value) })}
        />
      )}
      {ratings.length > 0 && (
        <FilterGroup
          title={t("catalog:filter.rating")}
          any={any}
          chosen={filters.rating?.toString()}
          options={ratings.map(({ rating, count }) => ({ value: `${rating}`, label: t("catalog:filter.stars", { shown: format.number(rating) }), count }))}
          onChoose={(value) => onChange({ rating: RATINGS.find((rating) => `${rating}` === value) })}
        />
      )}
      {facets.languages.length > 1 && (
        <FilterGroup
          title={t("catalog:filter.language")}
          any={any}
          chosen={filters.language}
          options={facets.languages.map(({ language, count }) => ({ value: language, label: t(`catalog:language.${language}`, { defaultValue: language }), count }))}
          onChoose={(language) => onChange({ language })}
        />
      )}
      {facets.teachers.length > 1 && (
        <FilterGroup
          title={t("catalog:filter.teacher")}
          any={any}
          chosen={filters.teacher}
          options={facets.teachers.map(({ id, name, count }) => ({ value: id, label: name, count }))}
          onChoose={(teacher) => onChange({ teacher })}
        />
      )}
      <Certificate facets={facets} filters={filters} onChange={onChange} />
      {facets.tags.length > 0 && (
        <section className={css.group} aria-label={t("catalog:filter.tags")}>
          <h3 className={css.legend}>{t("catalog:filter.tags")}</h3>
          <ul role="list" className={css.tags}>
            {facets.tags.map(({ tag, count }) => (
              <li key={tag}>
                <button type="button" className={css.tag} aria-pressed={filters.tag === tag} onClick={() => onChange({ tag: filters.tag === tag ? undefined : tag })}>
                  {tag} <span className={css.count}>{format.number(count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Certificate({ facets, filters, onChange }: FilterPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useId();
  if (facets.certificate === 0 && filters.certificate === undefined) return null;
  return (
    <label className={css.check}>
      <input className={css.box} type="checkbox" name={name} checked={filters.certificate === true} onChange={(event) => onChange({ certificate: event.currentTarget.checked ? true : undefined })} />
      <span>{t("catalog:filter.certificate")}</span>
      <span className={css.count}>{format.number(facets.certificate)}</span>
    </label>
  );
}
