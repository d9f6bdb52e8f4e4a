import type { Body, Meta, UppyFile } from "@uppy/core";
import Uppy from "@uppy/core";
import AwsS3 from "@uppy/aws-s3";

import { problemOf } from "@/api/problem";

import type { UploadOut, UploadsApi, VideoOut } from "./api/uploads";

/** Why sending stopped by itself. */
export type Stopped =
  /** The line or a server is down; what is sent is safe, and trying again later will do. */
  | { kind: "line" }
  /** The file was changed, moved or deleted since it was chosen. */
  | { kind: "file" }
  /** The server said no. */
  | { kind: "refused"; error: unknown };

export interface SenderEvents {
  onProgress: (sentBytes: number) => void;
  /** All parts are there; the server puts them together and looks at the first bytes. */
  onSealing: () => void;
  onDone: (video: VideoOut) => void;
  onStopped: (stopped: Stopped) => void;
}

/** Sends the parts of one file straight to the store. */
export interface Sender {
  start: () => void;
  pause: () => void;
  resume: () => void;
  /** Stops for good without telling the server. */
  destroy: () => void;
}

const PARTS_AT_ONCE = 3;

export type MakeSender = (upload: UploadOut, file: File, api: UploadsApi, events: SenderEvents) => Sender;

export const makeSender: MakeSender = (upload, file, api, events) => {
  const { id } = upload;
  let video: VideoOut | undefined;
  let destroyed = false;
  const uppy = new Uppy<Meta, Body>({ autoProceed: false, allowMultipleUploadBatches: true });
  uppy.use(AwsS3<Meta, Body>, {
    limit: PARTS_AT_ONCE,
    retryDelays: [0, 1000, 3000, 5000],
    shouldUseMultipart: true,
    getChunkSize: () => upload.part_size_bytes,
    createMultipartUpload: () => Promise.resolve({ uploadId: id, key: id }),
    listParts: async (_, { signal }) => {
      const { parts } = await api.detail(id, signal);
      return parts.map((part) => ({ PartNumber: part.number, Size: part.size_bytes, ETag: part.etag }));
    },
    signPart: async (_, { partNumber, signal }) => {
      const { url, expires_at } = await api.sign(id, partNumber, signal);
      return { method: "PUT", url, expires: Math.max(30, (new Date(expires_at).getTime() - Date.now()) / 1000) };
    },
    uploadPartBytes: (part) => AwsS3.uploadPartBytes(part).catch(askForSignature),
    completeMultipartUpload: async (_, { parts }) => {
      events.onSealing();
      video = await api.complete(
        id,
        parts.flatMap(({ PartNumber: number, ETag: etag }) => (number === undefined || etag === undefined ? [] : [{ number, etag }])).sort((a, b) => a.number - b.number),
      );
      return {};
    },
    // Only `cancel` of the store gives an upload up: a sender that stops keeps what was sent.
    abortMultipartUpload: () => Promise.resolve(),
  });
  const fileId = uppy.addFile({ name: file.name, type: file.type, data: file });
  // As if it had been begun before: Uppy gives up the parts of an upload it began itself when a part fails.
  uppy.setFileState(fileId, { s3Multipart: { uploadId: id, key: id } } as Partial<UppyFile<Meta, Body>>);
  uppy.on("upload-progress", (_, { bytesUploaded }) => events.onProgress(Number(bytesUploaded)));

  let thrown: unknown;
  uppy.on("upload-error", (_, error) => (thrown = error));
  const settle = async (work: Promise<unknown>) => {
    await work.catch((error: unknown) => (thrown = error));
    if (destroyed) return;
    if (video !== undefined) events.onDone(video);
    else events.onStopped(await reason(thrown, file));
  };
  let begun = false;
  return {
    start: () => {
      thrown = undefined;
      void settle(begun ? uppy.retryUpload(fileId) : uppy.upload());
      begun = true;
    },
    pause: () => {
      if (uppy.getFile(fileId).isPaused !== true) uppy.pauseResume(fileId);
    },
    resume: () => {
      if (uppy.getFile(fileId).isPaused === true) uppy.pauseResume(fileId);
    },
    destroy: () => {
      destroyed = true;
      uppy.destroy();
    },
  };
};

/** The store answers 403 when a signature has run out; Uppy signs anew only when it is told so in these words. */
function askForSignature(error: unknown): never {
  const source = (error as { source?: { status?: number } }).source;
  if (source?.status !== 403) throw error;
  throw Object.assign(new Error("Request has expired"), { source: { status: 403 } });
}

/** Why it stopped. A changed file looks like a lost line, so it is read once more. */
export async function reason(error: unknown, file: Blob): Promise<Stopped> {
  const problem = problemOf(error);
  if (problem !== undefined && problem.status >= 400 && problem.status < 500 && problem.status !== 429 && problem.slug !== "parts-missing") return { kind: "refused", error };
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return { kind: "file" };
  }
  return { kind: "line" };
}
