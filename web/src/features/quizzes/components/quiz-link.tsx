import { IconListCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "@/ui/button";

/** The way from a lesson of the outline to its questions. */
export function QuizLink({ lessonId, courseId, kind }: { lessonId: string; courseId: string; kind: "test" | "video" }) {
  const { t } = useTranslation();
  const icon = <IconListCheck stroke={1.75} aria-hidden="true" />;
  return (
    <div className="row row-w">
      {kind === "test" ? (
        <ButtonLink variant="ink" icon={icon} to="/teach/courses/$course/tests/$lesson" params={{ course: courseId, lesson: lessonId }} search={{}}>
          {t("quizzes:link.test")}
        </ButtonLink>
      ) : (
        <ButtonLink icon={icon} to="/teach/courses/$course/videos/$lesson" params={{ course: courseId, lesson: lessonId }}>
          {t("quizzes:link.video")}
        </ButtonLink>
      )}
    </div>
  );
}
