import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type Coupon = Schemas["CouponOut"];
export type AddCoupon = Schemas["AddCoupon"];

const KEY = ["admin", "coupons"];

export const couponsQuery = infiniteQueryOptions({
  queryKey: KEY,
  queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/admin/coupons", { params: { query: { after: pageParam, limit: 50 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
});

export function useAddCoupon() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: AddCoupon) => unwrap(await client.POST("/admin/coupons", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** Stops a coupon, or lets it be used again. Orders made with it stay as they are. */
export function useEnableCoupon() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, enabled }: { id: string; enabled: boolean }) => unwrap(await client.PATCH("/admin/coupons/{id}", { params: { path: { id } }, body: { enabled } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** Courses to choose from, by words; those that cost something. */
export const paidCoursesQuery = (q: string) =>
  queryOptions({
    queryKey: ["courses", "paid", q],
    queryFn: async ({ signal }) => unwrap(await client.GET("/courses", { params: { query: { q: q === "" ? undefined : q, price: "paid", limit: 20 } }, signal })).items.map(({ id, title }) => ({ value: id, label: title })),
    placeholderData: keepPreviousData,
  });
