import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

// Lesson texts hold code; its file is fetched only when there is some.
import "@fontsource-variable/jetbrains-mono/wght.css";

import { courseQuery } from "@/features/courses/api/course";
import { CourseTop } from "@/features/courses/components/course-top";
import { Outline } from "@/features/courses/components/outline";
import { StartAction, StartCard } from "@/features/courses/components/start-card";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Avatar } from "@/ui/avatar";

import css from "./course-page.module.css";

const route = getRouteApi("/courses/$course");

/** What the course is, true numbers, contents, and the way in. */
export function CoursePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { course: id } = route.useParams();
  const course = useSuspenseQuery(courseQuery(id)).data;
  useTitle(course.title);
  const open = course.enrolment !== null || course.can_edit;
  const facts = [
    course.duration_ms > 0 && [format.length(course.duration_ms), t("courses:number.video")],
    course.lesson_count > 0 && [format.number(course.lesson_count), t("courses:number.lessons", { count: course.lesson_count })],
    course.student_count > 0 && [format.number(course.student_count), t("courses:number.students", { count: course.student_count })],
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
          {course.description_html !== "" && (
            <section className="stack" aria-labelledby="about">
              <h2 id="about">{t("courses:about")}</h2>
              {/* The server renders and sanitises Markdown; nothing else reaches this field. */}
              <div className="read" lang={course.language} dangerouslySetInnerHTML={{ __html: course.description_html }} />
            </section>
          )}
          {course.sections.length > 0 && <Outline course={course} open={open} />}
          <section className="stack" aria-labelledby="teacher">
            <h2 id="teacher">{t("courses:teacher")}</h2>
            <div className="row" style={{ gap: 18 }}>
              <Avatar name={course.teacher.name} size="l" />
              <p className="lg strong">{course.teacher.name}</p>
            </div>
          </section>
        </div>
        <StartCard course={course} />
      </div>
      <div className={css.bar}>
        <StartAction course={course} wide />
      </div>
    </div>
  );
}
