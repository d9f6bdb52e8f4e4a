import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Facets } from "@/features/catalog/api/facets";
import { FilterGroup } from "@/features/catalog/components/filter-group";
import type { Filters } from "@/features/catalog/filters";
import { HOURS, isLevel, LEVELS, PRICES, RATINGS } from "@/features/catalog/filters";
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
  const lengths = narrowing(
    HOURS.map((hours) => ({ value: hours, count: facets.lengths.find((facet) => facet.hours_max === `${hours}`)?.count ?? 0 })),
    filters.hours,
    facets.total,
  );
  const ratings = narrowing(
    RATINGS.map((rating) => ({ value: rating, count: facets.ratings.find((facet) => facet.rating_min === `${rating}`)?.count ?? 0 })),
    filters.rating,
    facets.total,
  );
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
      {(filters.price !== undefined || facets.prices.filter(({ count }) => count > 0).length > 1) && (
        <FilterGroup
          title={t("catalog:filter.price")}
          any={any}
          chosen={filters.price}
          options={facets.prices.map(({ price, count }) => ({ value: price, label: t(`catalog:filter.prices.${price}`), count }))}
          onChoose={(price) => onChange({ price: PRICES.find((known) => known === price) })}
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
          options={lengths.map(({ value, count }) => ({ value: `${value}`, label: t("catalog:filter.hours", { count: value }), count }))}
          onChoose={(value) => onChange({ hours: HOURS.find((hours) => `${hours}` === value) })}
        />
      )}
      {ratings.length > 0 && (
        <FilterGroup
          title={t("catalog:filter.rating")}
          any={any}
          chosen={filters.rating?.toString()}
          options={ratings.map(({ value, count }) => ({ value: `${value}`, label: t("catalog:filter.stars", { shown: format.number(value) }), count }))}
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

/** Of steps from narrow to wide those that leave something else than the one before, and less than all; and what is chosen. */
function narrowing<T>(steps: { value: T; count: number }[], chosen: T | undefined, total: number): { value: T; count: number }[] {
  return steps.filter(({ value, count }, index) => value === chosen || (count > (steps[index - 1]?.count ?? 0) && (chosen !== undefined || count < total)));
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
