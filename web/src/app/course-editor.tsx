import { useEffect, useMemo, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { editKey } from "@/features/editor/api/course";
import { CourseEditorPage } from "@/features/editor/pages/course-editor-page";
import type { UploadSlots } from "@/features/editor/upload-slots";
import { UploadSheet } from "@/features/uploads/components/upload-dock";
import { UploadLine } from "@/features/uploads/components/upload-line";
import { dropped, pickFiles } from "@/features/uploads/pick";
import { uploads, useUploads } from "@/features/uploads/uploads";

const route = getRouteApi("/signed-in/teach/courses/$course");

/** Joins the editor with the uploads: neither feature knows the other. */
export function CourseEditor() {
  const { course } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const items = useUploads();

  // A file that has arrived has become a video: the lesson learns of it.
  const arrived = useRef(new Set<string>());
  useEffect(() => {
    for (const item of items) {
      if (item.state !== "video" || item.courseId !== course || arrived.current.has(item.key)) continue;
      arrived.current.add(item.key);
      void queries.invalidateQueries({ queryKey: editKey(course) });
    }
  }, [items, course, queries]);

  const slots = useMemo(
    (): UploadSlots => ({
      lineOf: (lessonId) => {
        const item = items.find((each) => each.lessonId === lessonId && each.state !== "video");
        return item === undefined ? undefined : <UploadLine item={item} />;
      },
      pick: pickFiles,
      dropped,
      send: (file, target) => void uploads.add(file, target),
      sheet: <UploadSheet />,
    }),
    [items],
  );
  return <CourseEditorPage courseId={course} tab={tab ?? "outline"} onTab={(next) => void navigate({ to: "/teach/courses/$course", params: { course }, search: { tab: next === "outline" ? undefined : next }, replace: true })} uploads={slots} />;
}
