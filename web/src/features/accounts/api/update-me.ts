import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { meQuery } from "@/api/me";
import type { Schemas } from "@/api/schemas";

/** Changes the viewer's own account. */
export function useUpdateMe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas["UpdateMe"]) => unwrap(await client.PATCH("/me", { body })),
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
  });
}
