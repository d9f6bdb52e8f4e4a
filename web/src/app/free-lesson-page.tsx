import { lazy, Suspense } from "react";
import { IconArrowLeft } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { courseQuery } from "@/features/courses/api/course";
import { isClosed, lessonQuery } from "@/features/courses/api/learn";
import { ClosedPage } from "@/features/courses/components/closed";
import { LessonFiles } from "@/features/courses/components/lesson-files";
import { StartAction } from "@/features/courses/components/start-card";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Spinner } from "@/ui/spinner";

import css from "./lesson-page.module.css";
import { LessonBody } from "./lesson-body";

const route = getRouteApi("/courses/$course/lessons/$lesson");
const Player = lazy(async () => ({ default: (await import("@/features/playback/player")).Player }));

/** One lesson of a course, open to try before enrolling. A video asks to sign in: its stream is made for a person. */
export function FreeLessonPage() {
  const { t } = useTranslation();
  const { course: courseId, lesson: id } = route.useParams();
  const course = useSuspenseQuery(courseQuery(courseId)).data;
  const listed = course.sections.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id);
  const me = useMe();
  useTitle(listed?.title ?? course.title);
  const asks = listed?.kind === "video" && me.data === null;
  return (
    <div className={css.free}>
      <p className={`wrap ${css.freeHead}`}>
        <Link to="/courses/$course" params={{ course: courseId }} className="sm muted row row-s">
          <IconArrowLeft size={16} stroke={1.75} aria-hidden="true" />
          {course.title}
        </Link>
      </p>
      {asks ? (
        <Empty
          level={1}
          title={listed.title}
          actions={
            <ButtonLink variant="ink" to="/sign-in" search={{ back: `/courses/${courseId}/lessons/${id}` }}>
              {t("courses:free.signIn")}
            </ButtonLink>
          }
        >
          {t("courses:free.signInText")}
        </Empty>
      ) : (
        <Suspense
          fallback={
            <div className={css.opening}>
              <Spinner size={36} />
            </div>
          }
        >
          <Lesson course={courseId} id={id} />
        </Suspense>
      )}
      <div className={`wrap ${css.freeEnd}`}>
        <p className="t2">{t("courses:free.more", { count: course.lesson_count })}</p>
        <StartAction course={course} />
      </div>
    </div>
  );
}

function Lesson({ course, id }: { course: string; id: string }) {
  const lesson = useSuspenseQuery(lessonQuery(id)).data;
  if (isClosed(lesson)) return <ClosedPage course={course} problem={lesson.closed} />;
  if (lesson.kind !== "video") return <LessonBody lesson={lesson} />;
  return (
    <>
      <div className={`${css.stage} on-stage`}>
        <Suspense fallback={<div className={css.opening} />}>
          <Player lessonId={lesson.id} />
        </Suspense>
      </div>
      <div className={css.under}>
        <h1>{lesson.title}</h1>
      </div>
      <div className={css.files}>
        <LessonFiles lesson={lesson} />
      </div>
    </>
  );
}
