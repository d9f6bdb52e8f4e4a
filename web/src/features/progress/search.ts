export const SHOWS = ["all", "at-risk", "stuck", "done"] as const;
export const SORTS = ["seen", "name", "percent"] as const;
export const STUDENT_TABS = ["students", "questions", "lectures"] as const;
export type StudentTab = (typeof STUDENT_TABS)[number];

/** Which students; it stands in the address. */
export interface StudentSearch {
  show?: (typeof SHOWS)[number] | undefined;
  q?: string | undefined;
  sort?: (typeof SORTS)[number] | undefined;
}
