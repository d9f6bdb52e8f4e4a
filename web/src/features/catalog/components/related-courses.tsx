import { useTranslation } from "react-i18next";

import { useRelated } from "@/features/catalog/api/related";
import { CourseCard } from "@/features/catalog/components/course-card";
import cards from "@/features/catalog/components/course-card.module.css";

/** What people of this course took too, or what is of its topic. The page lacks nothing without it. */
export function RelatedCourses({ course }: { course: string }) {
  const { t } = useTranslation();
  const related = useRelated(course).data;
  if (related === undefined || related.courses.length === 0) return null;
  return (
    <section className="stack stack-l" aria-labelledby="related">
      <h2 id="related">{t(`catalog:related.${related.by}`)}</h2>
      <ul className={cards.cards} role="list">
        {related.courses.map((each) => (
          <li key={each.id} style={{ display: "grid" }}>
            <CourseCard course={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}
