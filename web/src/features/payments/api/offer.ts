import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Offer = Schemas["OfferOut"];

export const offerKey = (course: string) => ["offers", course];

/** What the course costs this person now, with a coupon or without. A coupon that does not hold is refused. */
export const offerQuery = (course: string, coupon?: string) =>
  queryOptions({
    queryKey: [...offerKey(course), coupon ?? null],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses/{id}/offer", { params: { path: { id: course }, query: { coupon } }, signal })),
    // A price that was read a while ago may be another one.
    staleTime: 0,
    retry: false,
  });
