import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { isClosed, learnQuery } from "@/features/courses/api/learn";
import { placeOf } from "@/features/courses/lesson-order";
import { AttemptPage } from "@/features/quizzes/pages/attempt-page";

const route = getRouteApi("/signed-in/learn/$course/$lesson/attempts/$attempt");

/** Joins a test with the course it stands in: names of lessons, and the way on. */
export function AttemptRoutePage() {
  const { course, lesson, attempt } = route.useParams();
  const found = useSuspenseQuery(learnQuery(course)).data;
  const learn = isClosed(found) ? undefined : found;
  const place = learn === undefined ? undefined : placeOf(learn, lesson);
  const titleOf = (id: string) => learn?.sections.flatMap((section) => section.lessons).find((each) => each.id === id)?.title;
  return <AttemptPage attemptId={attempt} lessonId={lesson} courseId={course} title={place?.lesson.title ?? ""} lessonTitle={titleOf} next={place?.next?.id} />;
}
