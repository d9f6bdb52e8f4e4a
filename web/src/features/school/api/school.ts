import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { sendRaw } from "@/api/raw";
import type { Schemas } from "@/api/schemas";

export type School = Schemas["School"];
export type Signature = Schemas["Signature"];
export type SchoolPicture = Schemas["SchoolPicture"];

export const schoolQuery = queryOptions({
  queryKey: ["school", "admin"],
  queryFn: async ({ signal }) => unwrap(await client.GET("/admin/school", { signal })),
});

/** Changes what is given; the answer is the school as it now is. */
export function useUpdateSchool() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas["UpdateSchool"]) => unwrap(await client.PATCH("/admin/school", { body })),
    onSuccess: (school) => {
      queries.setQueryData(schoolQuery.queryKey, school);
      return queries.invalidateQueries({ queryKey: ["school"] });
    },
  });
}

/** Keeps a logo or a signature on the server; it is used once it is chosen. */
export const sendPicture = (file: File): Promise<SchoolPicture> => sendRaw<SchoolPicture>("/admin/school/pictures", file);
