import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

/** Completed courses that have left the cabinet. */
export const archiveQuery = queryOptions({
  queryKey: ["learning", "archive"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/me/learning", { params: { query: { archived: true } }, signal })),
});

/** Brings a course back, or keeps it from leaving. */
export function useKeepCourse() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      unwrap(await client.POST("/courses/{id}/keep", { params: { path: { id } } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["learning"] }),
  });
}
