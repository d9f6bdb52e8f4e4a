import { useCallback } from "react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { courseEditQuery, editKey } from "@/features/editor/api/course";
import { QuizEditor } from "@/features/quizzes/components/quiz-editor";

import { NotFoundPage } from "./error-page";
import { videosOf } from "./videos-of";

const route = getRouteApi("/signed-in/teach/courses/$course/tests/$lesson");

/** Joins a test with its course: its name, and the lectures that its questions can point at. */
export function QuizEditorPage() {
  const { course: id, lesson: lessonId } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = useNavigate();
  const course = useSuspenseQuery(courseEditQuery(id)).data;
  const queries = useQueryClient();
  const changed = useCallback(() => void queries.invalidateQueries({ queryKey: editKey(id) }), [id, queries]);
  const lessons = course.sections.flatMap((section) => section.lessons);
  const lesson = lessons.find((each) => each.id === lessonId);
  if (lesson === undefined) return <NotFoundPage />;
  return (
    <QuizEditor
      lessonId={lessonId}
      courseId={id}
      title={lesson.title}
      courseTitle={course.title}
      videos={videosOf(course)}
      changes={course.state === "published" ? course.changes : 0}
      onChanged={changed}
      tab={tab ?? "questions"}
      onTab={(next) => void navigate({ to: "/teach/courses/$course/tests/$lesson", params: { course: id, lesson: lessonId }, search: { tab: next === "questions" ? undefined : next }, replace: true })}
    />
  );
}
