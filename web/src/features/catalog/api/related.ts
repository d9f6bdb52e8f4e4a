import { useQuery } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

/** Courses to go on with after this one. */
export function useRelated(course: string) {
  return useQuery({
    queryKey: ["courses", "related", course],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/related", { params: { path: { id: course } }, signal })),
  });
}
