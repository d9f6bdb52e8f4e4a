import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { Filters } from "@/features/catalog/filters";
import { queryOf, sortOf } from "@/features/catalog/filters";

export type CourseCardData = Schemas["CourseCard"];

/** Three columns and two, whole rows in both. */
const PAGE = 12;

/** Courses by the filters, page after page by key. While new filters load, the old cards stay in sight. */
export function useCourses(filters: Filters) {
  const query = { ...queryOf(filters), sort: sortOf(filters) };
  return useInfiniteQuery({
    queryKey: ["courses", "list", query],
    queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/courses", { params: { query: { ...query, after: pageParam, limit: PAGE } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
