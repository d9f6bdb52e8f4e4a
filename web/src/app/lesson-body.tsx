import type { LessonView } from "@/features/courses/api/learn";
import { Article } from "@/features/courses/components/article";
import { FileLesson } from "@/features/courses/components/file-lesson";
import { LessonFiles } from "@/features/courses/components/lesson-files";
import { LinkLesson } from "@/features/courses/components/link-lesson";
import { QuizLesson } from "@/features/quizzes/components/quiz-lesson";

import css from "./lesson-page.module.css";

/** A lesson that is not a video, by its kind. */
export function LessonBody({ lesson }: { lesson: LessonView }) {
  if (lesson.kind === "file") return <FileLesson lesson={lesson} />;
  if (lesson.kind === "link") return <LinkLesson lesson={lesson} />;
  if (lesson.kind !== "test") return <Article lesson={lesson} />;
  return (
    <>
      <QuizLesson lessonId={lesson.id} courseId={lesson.course_id} title={lesson.title} />
      {lesson.attachments.length > 0 && (
        <div className={css.files}>
          <LessonFiles lesson={lesson} />
        </div>
      )}
    </>
  );
}
