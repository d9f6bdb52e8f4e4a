export const LEVELS = ["beginner", "intermediate", "advanced"] as const;
export const SORTS = ["new", "popular", "relevance"] as const;
export type Level = (typeof LEVELS)[number];
export type Sort = (typeof SORTS)[number];

/** What the address of the catalogue says. */
export interface Filters {
  q?: string | undefined;
  category?: string | undefined;
  level?: Level | undefined;
  language?: string | undefined;
  sort?: Sort | undefined;
}

export function isLevel(value: unknown): value is Level {
  return LEVELS.some((known) => known === value);
}

export function isSort(value: unknown): value is Sort {
  return SORTS.some((known) => known === value);
}

/** Words found first, when there are words; else what is new. */
export function sortOf({ q, sort }: Filters): Sort {
  if (sort !== undefined && (sort !== "relevance" || q !== undefined)) return sort;
  return q === undefined ? "new" : "relevance";
}
