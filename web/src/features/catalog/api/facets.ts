import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Facets = Schemas["Facets"];

/** What can be filtered by, with counts; names of categories come in the interface's language. */
export function useFacets(interfaceLanguage: string) {
  return useQuery({
    queryKey: ["courses", "facets", interfaceLanguage],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/facets", { headers: { "Accept-Language": interfaceLanguage }, signal })),
    placeholderData: keepPreviousData,
  });
}
