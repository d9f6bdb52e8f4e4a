import { getRouteApi } from "@tanstack/react-router";
import { useSuspenseQuery } from "@tanstack/react-query";

import { RelatedCourses } from "@/features/catalog/components/related-courses";
import { courseQuery } from "@/features/courses/api/course";
import { CoursePage as Course } from "@/features/courses/pages/course-page";
import { Reviews } from "@/features/reviews/components/reviews";

const route = getRouteApi("/courses/$course");

/** A course, what learners say of it, and what to go on with. */
export function CoursePage() {
  const { course: id } = route.useParams();
  const course = useSuspenseQuery(courseQuery(id)).data;
  const shown = course.published_at !== null;
  return <Course reviews={shown && <Reviews key={id} course={id} rating={course.rating} counts={course.star_counts} />} related={shown && <RelatedCourses course={id} />} />;
}
