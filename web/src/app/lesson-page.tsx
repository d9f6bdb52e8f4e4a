import { lazy, Suspense } from "react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { learnQuery, lessonQuery } from "@/features/courses/api/learn";
import { Article } from "@/features/courses/components/article";
import { LessonList, LessonListHead } from "@/features/courses/components/lesson-list";
import type { Place } from "@/features/courses/lesson-order";
import { placeOf } from "@/features/courses/lesson-order";
import { QuizLesson } from "@/features/quizzes/components/quiz-lesson";
import { VideoQuestions } from "@/features/quizzes/components/video-questions";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Spinner } from "@/ui/spinner";

import { NotFoundPage } from "./error-page";
import css from "./lesson-page.module.css";
import { NextBar, UnderLesson } from "./lesson-under";

const route = getRouteApi("/signed-in/learn/$course/$lesson");

/** hls.js and the player load only where something is played. */
const Player = lazy(async () => ({ default: (await import("@/features/playback/player")).Player }));

/** The student's view of a lesson: lessons left, the stage in the middle, what it is below. */
export function LessonPage() {
  const { course, lesson: id } = route.useParams();
  const learn = useSuspenseQuery(learnQuery(course)).data;
  const place = learn === null ? undefined : placeOf(learn, id);
  useTitle(place?.lesson.title);
  if (learn === null) return <NotEnrolled course={course} />;
  if (place === undefined) return <NotFoundPage />;
  return (
    <div className={css.learning}>
      <aside className={`${css.side} broad`}>
        <LessonListHead learn={learn} current={id} />
        <LessonList learn={learn} current={id} />
      </aside>
      <div className={css.middle}>
        <Stage key={id} course={course} place={place} count={learn.lesson_count} />
        <div className={`${css.below} slim`}>
          <LessonList learn={learn} current={id} />
        </div>
      </div>
      <NextBar course={course} place={place} />
    </div>
  );
}

function Stage({ course, place, count }: { course: string; place: Place; count: number }) {
  const { t: at } = route.useSearch();
  const queries = useQueryClient();
  const lesson = useSuspenseQuery(lessonQuery(place.lesson.id)).data;
  if (lesson.kind === "text")
    return (
      <>
        <Article lesson={lesson} />
        <UnderLesson course={course} place={place} count={count} titled />
      </>
    );
  if (lesson.kind === "test")
    return (
      <>
        <QuizLesson lessonId={lesson.id} courseId={course} title={lesson.title} />
        <UnderLesson course={course} place={place} count={count} titled />
      </>
    );
  // The next lesson is one press away and is not begun for the viewer.
  const counted = () => {
    for (const queryKey of [["learn", course], ["lessons", lesson.id], ["learning"], ["courses"]]) void queries.invalidateQueries({ queryKey });
  };
  return (
    <>
      <div className={`${css.stage} on-stage`}>
        <Suspense fallback={<Opening />}>
          <Player lessonId={lesson.id} {...(at !== undefined && { startAtMs: at * 1000 })} onEnded={counted} onDone={counted} onClosed={counted} over={(view) => <VideoQuestions lessonId={lesson.id} view={view} />} />
        </Suspense>
      </div>
      <UnderLesson course={course} place={place} count={count} />
    </>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <div className={css.opening} role="status">
      <Spinner size={36} />
      <p>{t("courses:learn.opening")}</p>
    </div>
  );
}

function NotEnrolled({ course }: { course: string }) {
  const { t } = useTranslation();
  return (
    <Empty
      level={1}
      title={t("courses:learn.notEnrolled.title")}
      actions={
        <ButtonLink variant="ink" to="/courses/$course" params={{ course }}>
          {t("courses:learn.notEnrolled.go")}
        </ButtonLink>
      }
    >
      {t("courses:learn.notEnrolled.text")}
    </Empty>
  );
}
