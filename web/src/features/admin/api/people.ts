import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Person = Schemas["AdminAccount"];
export type Role = Person["role"];

/** People by words in their name or e-mail, and by role. */
export function usePeople(q: string, role: Role | undefined) {
  return useInfiniteQuery({
    queryKey: ["admin", "people", q, role],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await client.GET("/admin/accounts", { params: { query: { q: q === "" ? undefined : q, role, after: pageParam, limit: 50 } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Sets a role, blocks or unblocks. The person's sessions follow within seconds. */
export function useUpdatePerson() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: { id: string } & Schemas["AdminUpdateAccount"]) => unwrap(await client.PATCH("/admin/accounts/{id}", { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["admin"] }),
  });
}
