import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";

import type { Schemas } from "@/api/schemas";
import { Cover } from "@/ui/cover";

import css from "./my-courses.module.css";

interface CourseLineProps {
  course: Pick<Schemas["CourseCard"], "id" | "title" | "lesson_lengths_ms" | "cover"> & Partial<Pick<Schemas["CourseCard"], "language" | "done_places">>;
  /** A draft has no page of its own to lead to. */
  leads?: boolean;
  /** What is known of it, under the title. */
  children: ReactNode;
  /** What can be done with it, at the end. */
  action?: ReactNode;
}

/** One course among those of the cabinet: its cover, its name, how it stands. */
export function CourseLine({ course, leads = true, children, action }: CourseLineProps) {
  return (
    <li className={css.row}>
      <div className={css.cover}>
        <Cover seed={course.id} lengths={course.lesson_lengths_ms} done={course.done_places ?? undefined} image={course.cover?.small} />
      </div>
      <div className={css.words}>
        <h3 lang={course.language}>
          {leads ? (
            <Link to="/courses/$course" params={{ course: course.id }}>
              {course.title}
            </Link>
          ) : (
            course.title
          )}
        </h3>
        {children}
      </div>
      {action}
    </li>
  );
}
