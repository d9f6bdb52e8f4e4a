import type { UploadOut, VideoOut } from "./api/uploads";
import type { NotVideo } from "./sniff";

/** Why a file cannot go on by itself. */
export type Trouble =
  /** Seen in the first bytes before anything was sent. */
  | { kind: "not-video"; found: NotVideo }
  /** The chosen file is not the one this upload began with. */
  | { kind: "other-file"; chosen: string }
  /** Changed, moved or deleted since it was chosen. */
  | { kind: "file-gone" }
  /** The server said no, or something broke. */
  | { kind: "refused"; error: unknown };

export type ItemState =
  /** Its fingerprint is being taken. */
  | "reading"
  | "queued"
  | "sending"
  /** By the person. */
  | "paused"
  /** No line: goes on by itself. */
  | "waiting"
  /** Begun before this page was opened; its file has to be found again. */
  | "unfinished"
  /** All parts are sent; the server puts them together. */
  | "sealing"
  /** The worker has it: see `video`. */
  | "video"
  | "failed";

/** One file on its way into a lesson. */
export interface UploadItem {
  /** Stable for the page; not the id of the server's upload, which comes later. */
  key: string;
  lessonId: string;
  lessonTitle: string;
  courseId: string;
  fileName: string;
  sizeBytes: number;
  state: ItemState;
  sentBytes: number;
  /** Bytes a second. */
  speed: number | undefined;
  upload: UploadOut | undefined;
  /** A kept handle: one press instead of a choice. */
  hasHandle: boolean;
  trouble: Trouble | undefined;
  video: VideoOut | undefined;
}

/** Bytes go, or will go without anybody's help: leaving the page would stop them. */
export const isBusy = ({ state }: UploadItem): boolean => state === "reading" || state === "queued" || state === "sending" || state === "waiting" || state === "sealing";

/** The worker is not done with it. */
export const isEncoding = ({ state, video }: UploadItem): boolean => state === "video" && video !== undefined && video.state !== "ready" && video.state !== "failed";

export function leftMs({ sizeBytes, sentBytes, speed }: UploadItem): number | undefined {
  return speed === undefined ? undefined : ((sizeBytes - sentBytes) / speed) * 1000;
}

export const share = ({ sizeBytes, sentBytes }: Pick<UploadItem, "sizeBytes" | "sentBytes">): number => (sizeBytes === 0 ? 0 : Math.min(1, sentBytes / sizeBytes));
