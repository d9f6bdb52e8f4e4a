import { IconCheck } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

// Lesson texts hold code; its file is fetched only when there is some.
import "@fontsource-variable/jetbrains-mono/wght.css";

import { courseQuery } from "@/features/courses/api/course";
import { CourseTop } from "@/features/courses/components/course-top";
import { Outline } from "@/features/courses/components/outline";
import { isOver, StartAction, StartCard } from "@/features/courses/components/start-card";
import { useFormat } from "@/i18n/use-format";
import { bind } from "@/lib/typography";
import { useTitle } from "@/lib/use-title";
import { Avatar } from "@/ui/avatar";
import { RichText } from "@/ui/rich-text";
import { Tag } from "@/ui/tag";

import css from "./course-page.module.css";

const route = getRouteApi("/courses/$course");

interface CoursePageProps {
  /** What learners say, and what to go on with: parts of other features. */
  reviews: ReactNode;
  related: ReactNode;
}

/** What the course is, true numbers, contents, and the way in. */
export function CoursePage({ reviews, related }: CoursePageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { course: id } = route.useParams();
  const course = useSuspenseQuery(courseQuery(id)).data;
  useTitle(course.title);
  const open = (course.enrolment !== null && !isOver(course)) || course.can_edit;
  const tests = course.sections.flatMap((section) => section.lessons).filter((lesson) => lesson.kind === "test").length;
  const facts = [
    course.duration_ms > 0 && [format.length(course.duration_ms), t("courses:number.video")],
    course.lesson_count > 0 && [format.number(course.lesson_count), t("courses:number.lessons", { count: course.lesson_count })],
    tests > 0 && [format.number(tests), t("courses:number.tests", { count: tests })],
    course.student_count > 0 && [format.number(course.student_count), t("courses:number.students", { count: course.student_count })],
    course.completed_percent !== null && course.completed_percent > 0 && [format.percent(course.completed_percent / 100), t("courses:number.completed")],
  ].filter((fact) => fact !== false);
  return (
    <div className={css.page}>
      <CourseTop course={course} />
      <div className={`wrap ${css.grid}`}>
        <div className="stack stack-xl">
          {facts.length > 0 && (
            <dl className={css.facts}>
              {facts.map(([value, name]) => (
                <div key={name}>
                  <dd>{value}</dd>
                  <dt className="muted sm">{name}</dt>
                </div>
              ))}
            </dl>
          )}
          {course.outcomes.length > 0 && (
            <section className="stack" aria-labelledby="outcomes">
              <h2 id="outcomes">{t("courses:outcomes")}</h2>
              <ul role="list" className={css.outcomes} lang={course.language}>
                {course.outcomes.map((outcome) => (
                  <li key={outcome}>
                    <IconCheck size={20} stroke={1.75} aria-hidden="true" />
                    {bind(outcome)}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {(course.description_html !== "" || course.tags.length > 0) && (
            <section className="stack stack-l" aria-label={t("courses:about")}>
              {course.description_html !== "" && (
                <div className="stack">
                  <h2>{t("courses:about")}</h2>
                  <RichText html={course.description_html} lang={course.language} />
                </div>
              )}
              {course.tags.length > 0 && (
                <ul role="list" className={css.tags} aria-label={t("courses:tags")} lang={course.language}>
                  {course.tags.map((tag) => (
                    <li key={tag}>
                      <Link to="/" search={{ tag }}>
                        <Tag>{tag}</Tag>
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          )}
          {course.sections.length > 0 && <Outline course={course} open={open} />}
          <section className="stack" aria-labelledby="teacher">
            <h2 id="teacher">{t("courses:teacher")}</h2>
            <div className="row" style={{ gap: 18 }}>
              <Avatar name={course.teacher.name} size="l" />
              <div>
                <p className="lg strong">{course.teacher.name}</p>
                <p className="sm muted">
                  {[
                    course.teacher_courses > 0 && t("courses:teacherCourses", { count: course.teacher_courses }),
                    course.teacher_students > 0 && t("courses:teacherStudents", { count: course.teacher_students, shown: format.number(course.teacher_students) }),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {course.teacher_courses > 1 && (
                  <Link className="link sm" to="/" search={{ teacher: course.teacher.id }}>
                    {t("courses:teacherAll")}
                  </Link>
                )}
              </div>
            </div>
          </section>
          {reviews}
        </div>
        <StartCard course={course} />
      </div>
      {related !== false && <div className={`wrap ${css.related}`}>{related}</div>}
      <div className={css.bar}>
        <StartAction course={course} wide />
      </div>
    </div>
  );
}
