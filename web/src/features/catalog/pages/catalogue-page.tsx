import { useState } from "react";
import { Menu } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowsSort, IconCheck } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useCourses } from "@/features/catalog/api/courses";
import { useFacets } from "@/features/catalog/api/facets";
import cards from "@/features/catalog/components/course-card.module.css";
import { CourseCard } from "@/features/catalog/components/course-card";
import { CardsWaiting } from "@/features/catalog/components/cards-waiting";
import { FilterPanel } from "@/features/catalog/components/filter-panel";
import { Hero } from "@/features/catalog/components/hero";
import { ChosenFilters } from "@/features/catalog/components/chosen-filters";
import type { Filters, Sort } from "@/features/catalog/filters";
import { countOf, SORTS, sortOf } from "@/features/catalog/filters";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";

import css from "./catalogue-page.module.css";

const route = getRouteApi("/");

/** The catalogue: a search, filters with counts, cards. What is chosen stands in the address. */
export function CataloguePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const courses = useCourses(filters);
  const facets = useFacets(filters);
  const [choosing, setChoosing] = useState(false);
  useTitle(filters.q === undefined ? t("catalog:title") : t("catalog:found", { words: filters.q }));

  const change = (part: Partial<Filters>) => void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false });
  const clear = () => void navigate({ search: {} });
  const shown = courses.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = countOf(filters);
  const total = facets.isPlaceholderData ? undefined : facets.data?.total;
  const panel = facets.data && <FilterPanel facets={facets.data} filters={filters} onChange={change} />;

  return (
    <>
      <Hero key={filters.q} words={filters.q} onSearch={(q) => change({ q, sort: undefined })} />
      <div className={`wrap ${css.layout}`}>
        <aside className={`${css.side} broad`} aria-label={t("catalog:filter.label")}>
          {panel}
        </aside>
        <section className="stack stack-l" aria-busy={courses.isFetching}>
          <div className="row row-w between">
            <h2>
              {filters.q === undefined ? t("catalog:heading") : t("catalog:found", { words: filters.q })}
              {total !== undefined && <span className={css.total}> {format.number(total)}</span>}
            </h2>
            <div className="row row-s">
              {panel && (
                <span className="slim">
                  <Button size="s" icon={<IconAdjustmentsHorizontal stroke={1.75} aria-hidden="true" />} onClick={() => setChoosing(true)}>
                    {chosen > 0 ? t("catalog:filter.openCount", { count: chosen }) : t("catalog:filter.open")}
                  </Button>
                </span>
              )}
              <SortMenu filters={filters} onChange={(sort) => change({ sort })} />
            </div>
          </div>
          {chosen > 0 && <ChosenFilters filters={filters} facets={facets.data} teacher={shown.find((course) => course.teacher.id === filters.teacher)?.teacher.name} onChange={change} />}
          <Loaded query={courses} waiting={<CardsWaiting />}>
            {() =>
              shown.length === 0 ? (
                <NothingFound filters={filters} onClear={clear} />
              ) : (
                <>
                  <ul className={cards.cards} role="list">
                    {shown.map((course) => (
                      <li key={course.id} style={{ display: "grid" }}>
                        <CourseCard course={course} />
                      </li>
                    ))}
                  </ul>
                  <More list={courses} />
                </>
              )
            }
          </Loaded>
        </section>
      </div>
      <p className={`wrap sm muted ${css.foot}`}>
        <Link to="/check">{t("catalog:checkCertificate")}</Link>
      </p>
      <Dialog
        opened={choosing}
        onClose={() => setChoosing(false)}
        title={t("catalog:filter.label")}
        actions={
          <Button variant="ink" onClick={() => setChoosing(false)}>
            {t("catalog:filter.show")}
          </Button>
        }
      >
        {panel}
      </Dialog>
    </>
  );
}

function SortMenu({ filters, onChange }: { filters: Filters; onChange: (sort: Sort) => void }) {
  const { t } = useTranslation();
  const current = sortOf(filters);
  const options = SORTS.filter((sort) => sort !== "relevance" || filters.q !== undefined);
  return (
    <Menu>
      <Menu.Target>
        <Button size="s" icon={<IconArrowsSort stroke={1.75} aria-hidden="true" />}>
          {t(`catalog:sort.${current}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map((sort) => (
          <Menu.Item key={sort} role="menuitemradio" aria-checked={sort === current} rightSection={sort === current && <IconCheck size={16} stroke={1.75} aria-hidden="true" />} onClick={() => onChange(sort)}>
            {t(`catalog:sort.${sort}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function NothingFound({ filters, onClear }: { filters: Filters; onClear: () => void }) {
  const { t } = useTranslation();
  const narrowed = countOf(filters) > 0;
  if (filters.q === undefined && !narrowed) return <Empty title={t("catalog:empty.title")}>{t("catalog:empty.text")}</Empty>;
  return (
    <Empty title={filters.q === undefined ? t("catalog:nothing.filters") : t("catalog:nothing.words", { words: filters.q })} actions={<Button onClick={onClear}>{t("catalog:nothing.clear")}</Button>}>
      {narrowed ? t("catalog:nothing.narrowed") : t("catalog:nothing.text")}
    </Empty>
  );
}
