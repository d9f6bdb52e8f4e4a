import { queryOptions, useQuery } from "@tanstack/react-query";

import { client, unwrap } from "./client";
import { problemOf } from "./problem";
import type { Schemas } from "./schemas";
import { accessToken } from "./session";

export type Me = Schemas["Me"];

/** Who is looking, or null for a guest. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me | null> => {
    if ((await accessToken()) === undefined) return null;
    try {
      return unwrap(await client.GET("/me"));
    } catch (error) {
      if (problemOf(error)?.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function useMe() {
  return useQuery(meQuery);
}
