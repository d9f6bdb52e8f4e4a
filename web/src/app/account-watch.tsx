import { useQueryClient } from "@tanstack/react-query";

import { useServerEvent } from "@/api/events";
import { meQuery } from "@/api/me";

/** While somebody is signed in: a new role or a name changed elsewhere shows here at once. */
export function AccountWatch() {
  const queries = useQueryClient();
  useServerEvent("account", () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }));
  return null;
}
