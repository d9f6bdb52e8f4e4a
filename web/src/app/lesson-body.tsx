import { Article } from "@/features/courses/components/article";
import { FileLesson } from "@/features/courses/components/file-lesson";
import { LinkLesson } from "@/features/courses/components/link-lesson";
import type { LessonView } from "@/features/courses/api/learn";

/** A lesson that is not a video, by its kind. */
export function LessonBody({ lesson }: { lesson: LessonView; onCounted: () => void }) {
  if (lesson.kind === "file") return <FileLesson lesson={lesson} />;
  if (lesson.kind === "link") return <LinkLesson lesson={lesson} />;
  return <Article lesson={lesson} />;
}
