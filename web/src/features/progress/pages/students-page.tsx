import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { studentsQuery } from "@/features/progress/api/progress";
import { FailingQuestions } from "@/features/progress/components/failing-questions";
import { GiveCourse } from "@/features/progress/components/give-course";
import { Lectures } from "@/features/progress/components/lectures";
import css from "@/features/progress/components/progress.module.css";
import { StudentList } from "@/features/progress/components/student-list";
import type { StudentSearch, StudentTab } from "@/features/progress/search";
import { STUDENT_TABS } from "@/features/progress/search";
import { useTitle } from "@/lib/use-title";
import { PageHead } from "@/ui/page-head";
import { Tabs } from "@/ui/tabs";

interface StudentsPageProps {
  course: string;
  search: StudentSearch;
  onSearch: (search: StudentSearch) => void;
  tab: StudentTab;
  onTab: (tab: StudentTab) => void;
}

/** Who learns in the course and how: the students, the questions that fail, the lectures. */
export function StudentsPage({ course, search, onSearch, tab, onTab }: StudentsPageProps) {
  const { t } = useTranslation();
  useTitle(t("progress:title"));
  const title = useInfiniteQuery(studentsQuery(course, search)).data?.pages[0]?.course_title;
  const panels = { students: () => <StudentList course={course} search={search} onSearch={onSearch} />, questions: () => <FailingQuestions course={course} />, lectures: () => <Lectures course={course} /> };
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead
        title={t("progress:title")}
        crumbs={
          <Link className="link" to="/teach/courses/$course" params={{ course }} search={{}}>
            {title ?? t("progress:course")}
          </Link>
        }
        actions={<GiveCourse course={course} />}
      />
      <Tabs label={t("progress:title")} value={tab} onChange={onTab} tabs={STUDENT_TABS.map((value) => ({ value, label: t(`progress:tab.${value}`) }))}>
        <div style={{ paddingTop: 20 }}>{panels[tab]()}</div>
      </Tabs>
    </div>
  );
}
