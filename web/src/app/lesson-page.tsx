import { lazy, Suspense } from "react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Learn } from "@/features/courses/api/learn";
import { isClosed, learnQuery, lessonQuery } from "@/features/courses/api/learn";
import { ClosedLesson, ClosedPage } from "@/features/courses/components/closed";
import { LessonFiles } from "@/features/courses/components/lesson-files";
import { LessonList, LessonListHead } from "@/features/courses/components/lesson-list";
import type { Place } from "@/features/courses/lesson-order";
import { placeOf } from "@/features/courses/lesson-order";
import { VideoQuestions } from "@/features/quizzes/components/video-questions";
import { useTitle } from "@/lib/use-title";
import { Spinner } from "@/ui/spinner";

import { NotFoundPage } from "./error-page";
import { LessonBody } from "./lesson-body";
import css from "./lesson-page.module.css";
import { NextBar, UnderLesson } from "./lesson-under";

const route = getRouteApi("/signed-in/learn/$course/$lesson");

/** hls.js and the player load only where something is played. */
const Player = lazy(async () => ({ default: (await import("@/features/playback/player")).Player }));

/** The student's view of a lesson: lessons left, the stage in the middle, what it is below. */
export function LessonPage() {
  const { course, lesson: id } = route.useParams();
  const { preview } = route.useSearch();
  const learn = useSuspenseQuery(learnQuery(course, preview)).data;
  const place = isClosed(learn) ? undefined : placeOf(learn, id);
  useTitle(place?.lesson.title);
  if (isClosed(learn)) return <ClosedPage course={course} problem={learn.closed} />;
  if (place === undefined) return <NotFoundPage />;
  return (
    <div className={css.learning}>
      <aside className={`${css.side} broad`}>
        <LessonListHead learn={learn} current={id} />
        <LessonList learn={learn} current={id} />
      </aside>
      <div className={css.middle}>
        {learn.previewing && learn.can_edit && <PreviewBar course={course} />}
        <Stage key={id} learn={learn} place={place} />
        <div className={`${css.below} slim`}>
          <LessonList learn={learn} current={id} />
        </div>
      </div>
      <NextBar learn={learn} place={place} />
    </div>
  );
}

function Stage({ learn, place }: { learn: Learn; place: Place }) {
  const course = learn.course.id;
  const { t: at, preview } = route.useSearch();
  const queries = useQueryClient();
  const lesson = useSuspenseQuery(lessonQuery(place.lesson.id, preview)).data;
  if (isClosed(lesson)) return <ClosedLesson learn={learn} problem={lesson.closed} />;
  const counted = () => {
    for (const queryKey of [["learn", course], ["lessons", lesson.id], ["learning"], ["courses"]]) void queries.invalidateQueries({ queryKey });
  };
  if (lesson.kind !== "video")
    return (
      <>
        <LessonBody lesson={lesson} />
        <UnderLesson learn={learn} place={place} titled />
      </>
    );
  // The next lesson is one press away and is not begun for the viewer.
  return (
    <>
      <div className={`${css.stage} on-stage`}>
        <Suspense fallback={<Opening />}>
          <Player lessonId={lesson.id} {...(at !== undefined && { startAtMs: at * 1000 })} onEnded={counted} onDone={counted} onClosed={counted} over={(view) => <VideoQuestions lessonId={lesson.id} view={view} />} />
        </Suspense>
      </div>
      <UnderLesson learn={learn} place={place} share={lesson.completion_share} />
      {lesson.attachments.length > 0 && (
        <div className={css.files}>
          <LessonFiles lesson={lesson} />
        </div>
      )}
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

/** A teacher looks at what students do not see yet, and knows it. */
function PreviewBar({ course }: { course: string }) {
  const { t } = useTranslation();
  return (
    <p className={css.preview}>
      <span>{t("courses:preview.bar")}</span>
      <Link className="link" to="/teach/courses/$course" params={{ course }} search={{}}>
        {t("courses:preview.back")}
      </Link>
    </p>
  );
}
