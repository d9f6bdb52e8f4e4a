import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { useProblemText } from "@/api/problem";
import type { LessonView } from "@/features/courses/api/learn";
import { useCompleteLesson } from "@/features/courses/api/learn";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";
import { Tag } from "@/ui/tag";

/** What is read, looked through or visited is marked by the reader. Visitors have no progress to mark. */
export function ReadMark({ lesson }: { lesson: LessonView }) {
  const { t } = useTranslation();
  const me = useMe();
  const problemText = useProblemText();
  const complete = useCompleteLesson(lesson.course_id, lesson.id);
  if (me.data == null) return null;
  return (
    <>
      <div role="status">
        {lesson.done ? (
          <Tag kind="positive">
            <IconCheck stroke={2} aria-hidden="true" />
            {t(lesson.kind === "text" ? "courses:learn.wasRead" : "courses:learn.wasStudied")}
          </Tag>
        ) : (
          <Button busy={complete.isPending} onClick={() => complete.mutate()} icon={<IconCheck stroke={1.75} aria-hidden="true" />}>
            {complete.isPending ? t("courses:learn.reading") : t(lesson.kind === "text" ? "courses:learn.read" : "courses:learn.study")}
          </Button>
        )}
      </div>
      {complete.isError && <Note kind="bad">{problemText(complete.error)}</Note>}
    </>
  );
}
