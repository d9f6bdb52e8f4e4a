import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { CurvePage } from "@/features/progress/pages/curve-page";
import { StudentPage } from "@/features/progress/pages/student-page";
import { StudentsPage } from "@/features/progress/pages/students-page";

const students = getRouteApi("/signed-in/teach/courses/$course/students");
const student = getRouteApi("/signed-in/teach/courses/$course/students/$account");
const curve = getRouteApi("/signed-in/teach/courses/$course/lessons/$lesson/curve");

/** What is looked for stands in the address: a list can be sent to a colleague. */
export function StudentsRoutePage() {
  const { course } = students.useParams();
  const { tab, ...search } = students.useSearch();
  const navigate = useNavigate();
  const to = "/teach/courses/$course/students" as const;
  return (
    <StudentsPage
      key={course}
      course={course}
      search={search}
      onSearch={(next) => void navigate({ to, params: { course }, search: { ...next, tab }, replace: true })}
      tab={tab ?? "students"}
      onTab={(next) => void navigate({ to, params: { course }, search: { ...search, tab: next === "students" ? undefined : next }, replace: true })}
    />
  );
}

export function StudentRoutePage() {
  const { course, account } = student.useParams();
  return <StudentPage course={course} account={account} />;
}

export function CurveRoutePage() {
  const { course, lesson } = curve.useParams();
  return <CurvePage key={lesson} course={course} lesson={lesson} />;
}
