import { useEffect, useSyncExternalStore } from "react";

import { onServerEvent } from "@/api/events";
import { onSessionChange } from "@/api/session";

import { uploadsApi } from "./api/uploads";
import type { UploadItem } from "./item";
import { UploadStore } from "./store";

/** One for the app: uploads follow their teacher from page to page. */
export const uploads = new UploadStore({
  api: uploadsApi,
  loadSender: async () => (await import("./sender")).makeSender,
});

onSessionChange(() => uploads.reset());

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(uploads.subscribe, uploads.snapshot);
}

export function useUploadOf(lessonId: string): UploadItem | undefined {
  return useUploads().find((item) => item.lessonId === lessonId);
}

/** Joins the store with the page while a teacher is signed in. */
export function useUploadsAlive(teaches: boolean): void {
  useEffect(() => {
    if (!teaches) return;
    const stop = new AbortController();
    const { signal } = stop;
    const read = () => void uploads.loadUnfinished().catch(() => undefined);
    read();
    globalThis.addEventListener("offline", () => uploads.wentOffline(), { signal });
    globalThis.addEventListener("online", () => uploads.cameOnline(), { signal });
    globalThis.addEventListener(
      "beforeunload",
      (event) => {
        if (uploads.busy) event.preventDefault();
      },
      { signal },
    );
    const offs = [onServerEvent("video", (video) => uploads.setVideo(video)), onServerEvent("opened", () => void uploads.rereadVideos())];
    return () => {
      stop.abort();
      for (const off of offs) off();
    };
  }, [teaches]);
}
