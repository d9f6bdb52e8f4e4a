export const LEVELS = ["beginner", "intermediate", "advanced"] as const;
export const SORTS = ["new", "popular", "rating", "price", "relevance"] as const;
export const PRICES = ["free", "paid"] as const;
/** Least stars, and most hours: numbers in the address, words of the API below. */
export const RATINGS = [4.5, 4, 3.5, 3] as const;
export const HOURS = [2, 5, 10, 20] as const;
export type Level = (typeof LEVELS)[number];
export type Sort = (typeof SORTS)[number];
export type PriceKind = (typeof PRICES)[number];
export type Rating = (typeof RATINGS)[number];
export type Hours = (typeof HOURS)[number];

/** What the address of the catalogue says. */
export interface Filters {
  q?: string | undefined;
  category?: string | undefined;
  level?: Level | undefined;
  language?: string | undefined;
  tag?: string | undefined;
  /** Who teaches: an id. */
  teacher?: string | undefined;
  rating?: Rating | undefined;
  hours?: Hours | undefined;
  certificate?: true | undefined;
  price?: PriceKind | undefined;
  sort?: Sort | undefined;
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.some((known) => known === value);
}

export function isSort(value: unknown): value is Sort {
  return SORTS.some((known) => known === value);
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined);
const isId = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** The address as filters; nonsense in it is left out. */
export function readFilters({ q, category, level, language, tag, teacher, rating, hours, certificate, price, sort }: Record<string, unknown>): Filters {
  return {
    q: text(q),
    category: text(category),
    level: isLevel(level) ? level : undefined,
    language: text(language),
    tag: text(tag),
    teacher: isId(teacher) ? teacher : undefined,
    rating: RATINGS.find((known) => known === Number(rating)),
    hours: HOURS.find((known) => known === Number(hours)),
    certificate: certificate === true || certificate === "true" ? true : undefined,
    price: PRICES.find((known) => known === price),
    sort: isSort(sort) ? sort : undefined,
  };
}

/** Words found first, when there are words; else what is new. */
export function sortOf({ q, sort }: Filters): Sort {
  if (sort !== undefined && (sort !== "relevance" || q !== undefined)) return sort;
  return q === undefined ? "new" : "relevance";
}

/** The filters as the API asks for them; words and filters count alike. */
export function queryOf({ q, category, level, language, tag, teacher, rating, hours, certificate, price }: Filters) {
  return { q, category, level, language, tag, teacher, rating_min: rating === undefined ? undefined : (`${rating}` as const), hours_max: hours === undefined ? undefined : (`${hours}` as const), certificate, price };
}

/** How many filters narrow the list, the words aside. */
export function countOf(filters: Filters): number {
  return Object.values({ ...filters, q: undefined, sort: undefined }).filter((value) => value !== undefined).length;
}
