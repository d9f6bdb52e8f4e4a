import { client, unwrap } from "@/api/client";
import { sendRaw } from "@/api/raw";
import type { Schemas } from "@/api/schemas";

export type FileOut = Schemas["FileOut"];

interface Sending {
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** A file of a course: for a lesson, or to go with one. */
export const sendFile = (course: string, file: File, sending: Sending): Promise<FileOut> =>
  sendRaw<FileOut>(`/courses/${course}/files`, file, { ...sending, headers: { "X-File-Name": encodeURIComponent(file.name) } });

/** A picture for the words of a course; answers with its address. */
export const sendPicture = async (course: string, picture: File): Promise<string> => (await sendRaw<{ url: string }>(`/courses/${course}/pictures`, picture)).url;

/** An address of the file for the next minute. */
export const fileLink = async (lesson: string, file: string): Promise<string> => unwrap(await client.GET("/lessons/{id}/files/{file}", { params: { path: { id: lesson, file } } })).url;
