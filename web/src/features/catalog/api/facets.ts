import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { Filters } from "@/features/catalog/filters";
import { queryOf } from "@/features/catalog/filters";

export type Facets = Schemas["Facets"];

/** What can be filtered by, with counts beside what is chosen already. */
export function useFacets(filters: Filters) {
  const query = queryOf(filters);
  return useQuery({
    queryKey: ["courses", "facets", query],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/facets", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}
