import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useQueryClient } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";

import type { CourseEdit } from "./api/course";
import { editKey, updateLesson } from "./api/course";
import type { FileSend } from "./file-sends";
import { fileSends } from "./file-sends";

/** Files of one lesson on their way. */
export function useSendsOf(lessonId: string): readonly FileSend[] {
  return useSyncExternalStore(fileSends.subscribe, fileSends.snapshot).filter((send) => send.lessonId === lessonId);
}

/** Leaving the page would lose what is on its way: the browser asks. */
export function useSendsAlive(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (fileSends.busy) event.preventDefault();
    };
    globalThis.addEventListener("beforeunload", ask);
    return () => globalThis.removeEventListener("beforeunload", ask);
  }, []);
}

/** Sends files to lessons; each is put into its lesson when it has arrived, whatever page is open then. */
export function useSendFiles(courseId: string): (lessonId: string, use: "file" | "attachment", files: readonly File[]) => void {
  const queries = useQueryClient();
  return useCallback(
    (lessonId, use, files) => {
      for (const file of files)
        fileSends.add(file, { courseId, lessonId, use }, async (sent) => {
          if (use === "file") await updateLesson(lessonId, { file_id: sent.id });
          else {
            // Read anew: the list may have changed while the file was on its way.
            const course: CourseEdit = unwrap(await client.GET("/courses/{id}/edit", { params: { path: { id: courseId } } }));
            const lesson = course.sections.flatMap(({ lessons }) => lessons).find(({ id }) => id === lessonId);
            await updateLesson(lessonId, { attachment_ids: [...(lesson?.attachments.map(({ id }) => id) ?? []), sent.id] });
          }
          await queries.invalidateQueries({ queryKey: editKey(courseId) });
        });
    },
    [courseId, queries],
  );
}

/** The browser's choice of any files. */
export function pickAny(several: boolean, accept = ""): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = several;
    input.accept = accept;
    input.style.display = "none";
    const done = () => {
      resolve([...(input.files ?? [])]);
      input.remove();
    };
    input.addEventListener("change", done, { once: true });
    input.addEventListener("cancel", done, { once: true });
    document.body.append(input);
    input.click();
  });
}
