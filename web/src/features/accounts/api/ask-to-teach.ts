import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { meQuery } from "@/api/me";
import { renew } from "@/api/session";
import { currentAccess } from "@/api/token";

/** Asks the school for the right to teach. Where the school agrees at once, the token is renewed: it carries the role. */
export function useAskToTeach() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (note: string) => unwrap(await client.POST("/me/teacher-request", { body: note === "" ? {} : { note } })),
    onSuccess: async (me) => {
      if (me.role !== "student") await renew(currentAccess()?.token);
      queries.setQueryData(meQuery.queryKey, me);
    },
  });
}
