import { useCallback } from "react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { courseEditQuery, editKey } from "@/features/editor/api/course";
import { MomentsEditor } from "@/features/quizzes/components/moments-editor";
import { useTitle } from "@/lib/use-title";
import { PageHead } from "@/ui/page-head";

import { NotFoundPage } from "./error-page";
import { videosOf } from "./videos-of";

const route = getRouteApi("/signed-in/teach/courses/$course/videos/$lesson");

/** Joins the questions of a video with its course. */
export function VideoQuestionsPage() {
  const { t } = useTranslation();
  const { course: id, lesson: lessonId } = route.useParams();
  const course = useSuspenseQuery(courseEditQuery(id)).data;
  const queries = useQueryClient();
  const changed = useCallback(() => void queries.invalidateQueries({ queryKey: editKey(id) }), [id, queries]);
  const lesson = course.sections.flatMap((section) => section.lessons).find((each) => each.id === lessonId);
  useTitle(lesson?.title);
  if (lesson === undefined) return <NotFoundPage />;
  return (
    <div className="wrap stack stack-l" style={{ maxWidth: 1040, paddingBlock: "var(--s-6) var(--s-9)" }}>
      <PageHead
        crumbs={
          <Link to="/teach/courses/$course" params={{ course: id }} search={{}}>
            {course.title}
          </Link>
        }
        title={lesson.title}
        lead={t("quizzes:moments.lead")}
      />
      <MomentsEditor lessonId={lessonId} courseId={id} videos={videosOf(course)} changes={course.state === "published" ? course.changes : 0} onChanged={changed} />
    </div>
  );
}
