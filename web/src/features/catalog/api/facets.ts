import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Facets = Schemas["Facets"];

/** What can be filtered by, with counts. */
export function useFacets() {
  return useQuery({
    queryKey: ["courses", "facets"],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/facets", { signal })),
    placeholderData: keepPreviousData,
  });
}
