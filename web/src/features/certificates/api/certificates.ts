import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { API } from "@/api/plain";
import { sendRaw } from "@/api/raw";
import type { Schemas } from "@/api/schemas";

export type Certificate = Schemas["CertificateOut"];
export type Checked = Schemas["Checked"];
export type VerifiedFile = Schemas["VerifiedFile"];

/** What is known of a number, however it is typed. */
export const checkQuery = (number: string) =>
  queryOptions({
    queryKey: ["certificates", "check", number],
    queryFn: async ({ signal }) => unwrap(await client.GET("/certificates/{number}", { params: { path: { number } }, signal })),
  });

/** The viewer's own, newest first. */
export const myCertificatesQuery = infiniteQueryOptions({
  queryKey: ["certificates", "mine"],
  queryFn: async ({ pageParam, signal }) => unwrap(await client.GET("/me/certificates", { params: { query: { after: pageParam, limit: 20 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
});

/** The certificate as a picture; anyone who knows the number may see it. */
export const pictureOf = (number: string) => `${API}/certificates/${encodeURIComponent(number)}/picture`;

/** The PDF itself, asked for with the viewer's token. */
export async function fetchPdf(number: string): Promise<Blob> {
  return unwrap(await client.GET("/certificates/{number}/pdf", { params: { path: { number } }, parseAs: "blob", headers: { Accept: "application/pdf" } })) as unknown as Blob;
}

/** The credential in its JSON envelope, for wallets of badges. */
export async function fetchBadge(number: string): Promise<Blob> {
  return unwrap(await client.GET("/certificates/{number}/badge.json", { params: { path: { number } }, parseAs: "blob", headers: { Accept: "application/vc+json" } })) as unknown as Blob;
}

/** The most that the server looks at. */
export const LIMIT_BYTES = 10 * 1024 * 1024;

/** Sends a file to be checked; it is not kept. */
export const verifyFile = (file: File): Promise<VerifiedFile> => sendRaw<VerifiedFile>("/badges/verify", file, { headers: { "Content-Type": "application/octet-stream" } });

/** Takes a certificate back; there is no way to undo it. */
export function useRevoke(number: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (reason: string) => unwrap(await client.POST("/certificates/{number}/revoke", { params: { path: { number } }, body: { reason } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["certificates"] }),
  });
}

/** Issues it anew: with the account's name, or for administrators with the one given. Gives the new one. */
export function useReissue(number: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (holder_name: string | undefined) => unwrap(await client.POST("/certificates/{number}/reissue", { params: { path: { number } }, body: { holder_name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["certificates"] }),
  });
}
