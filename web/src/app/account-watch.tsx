import { useQueryClient } from "@tanstack/react-query";

import { useServerEvent } from "@/api/events";
import { meQuery } from "@/api/me";

/** What an order opens or closes. */
const BOUGHT = ["orders", "offers", "courses", "learning", "learn", "lessons"];

/** While somebody is signed in: a new role, a name changed elsewhere, or a course that was paid shows here at once. */
export function AccountWatch() {
  const queries = useQueryClient();
  useServerEvent("account", () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }));
  useServerEvent("order", () => void Promise.all(BOUGHT.map((key) => queries.invalidateQueries({ queryKey: [key] }))));
  return null;
}
