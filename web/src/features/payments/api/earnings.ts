import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import type { Period } from "@/features/payments/search";

export type Earnings = Schemas["EarningsOut"];

/** What one earned by teaching, per course; this month when no days are said. */
export const earningsQuery = (period: Period) =>
  queryOptions({
    queryKey: ["earnings", period.from, period.to],
    queryFn: async ({ signal }) => unwrap(await client.GET("/teaching/earnings", { params: { query: { from: period.from, to: period.to } }, signal })),
    placeholderData: keepPreviousData,
  });

/** The same as a table for spreadsheets. */
export const earningsTable = async (period: Period): Promise<Blob> => unwrap(await client.GET("/teaching/earnings.csv", { params: { query: { from: period.from, to: period.to } }, parseAs: "blob" })) as unknown as Blob;
