import { client, unwrap } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type UploadOut = Schemas["UploadOut"];
export type UploadDetail = Schemas["UploadDetail"];
export type VideoOut = Schemas["VideoOut"];
export type CreateUpload = Schemas["CreateUpload"];

/** The calls of the receipt of one file. Behind an interface, so that the queue is tested without a network. */
export interface UploadsApi {
  create: (body: CreateUpload) => Promise<UploadOut>;
  open: () => Promise<UploadOut[]>;
  detail: (id: string, signal?: AbortSignal) => Promise<UploadDetail>;
  sign: (id: string, part: number, signal?: AbortSignal) => Promise<Schemas["SignedPartOut"]>;
  complete: (id: string, parts: Schemas["CompleteUpload"]["parts"]) => Promise<VideoOut>;
  abort: (id: string) => Promise<void>;
  video: (id: string) => Promise<VideoOut>;
  retryVideo: (id: string) => Promise<VideoOut>;
}

const path = (id: string) => ({ params: { path: { id } } });

export const uploadsApi: UploadsApi = {
  create: async (body) => unwrap(await client.POST("/uploads", { body })),
  open: async () => unwrap(await client.GET("/uploads")),
  detail: async (id, signal) => unwrap(await client.GET("/uploads/{id}", { ...path(id), ...(signal && { signal }) })),
  sign: async (id, number, signal) => unwrap(await client.POST("/uploads/{id}/parts/{number}/sign", { params: { path: { id, number } }, ...(signal && { signal }) })),
  complete: async (id, parts) => unwrap(await client.POST("/uploads/{id}/complete", { ...path(id), body: { parts } })),
  abort: async (id) => {
    unwrap(await client.DELETE("/uploads/{id}", path(id)));
  },
  video: async (id) => unwrap(await client.GET("/videos/{id}", path(id))),
  retryVideo: async (id) => unwrap(await client.POST("/videos/{id}/retry", path(id))),
};
