import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Note } from "@/ui/note";

/** Says that students are asked the published version still; publishing is done on the page of the course. */
export function Unpublished({ courseId, changes }: { courseId: string; changes: number }) {
  const { t } = useTranslation();
  if (changes === 0) return null;
  return (
    <Note>
      {t("quizzes:editor.unpublished", { count: changes })}{" "}
      <Link to="/teach/courses/$course" params={{ course: courseId }} search={{}}>
        {t("quizzes:editor.toCourse")}
      </Link>
    </Note>
  );
}
