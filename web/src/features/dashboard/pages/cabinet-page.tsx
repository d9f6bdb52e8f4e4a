import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { learningQuery } from "@/features/dashboard/api/learning";
import { ActivityCalendar } from "@/features/dashboard/components/activity-calendar";
import { ContinueCard } from "@/features/dashboard/components/continue-card";
import { MyCourses } from "@/features/dashboard/components/my-courses";
import { Teaching } from "@/features/dashboard/components/teaching";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { Blocks } from "@/ui/skeleton";

import css from "./cabinet-page.module.css";

function partOfDay(hour: number): "night" | "morning" | "day" | "evening" {
  if (hour < 5) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "day" : "evening";
}

/** One place to go on from, then courses; for teachers their own courses as well. */
export function CabinetPage() {
  const { t } = useTranslation();
  const me = useMe().data;
  const learning = useQuery(learningQuery);
  useTitle(t("dashboard:title"));
  if (me == null) return null; // the route lets in only who is signed in
  const teaches = me.role !== "student";
  return (
    <>
      <h1 className={css.hello}>{t(`dashboard:hello.${partOfDay(new Date().getHours())}`, { name: me.name.trim().split(/\s+/)[0] })}</h1>
      <Loaded query={learning} waiting={<Blocks heights={[300, 220]} />}>
        {({ continue: place, courses, archived_count: archivedCount }) => (
          <>
            {place != null && <ContinueCard place={place} courses={courses} />}
            {courses.length + archivedCount > 0 ? (
              <MyCourses courses={courses} place={place} archivedCount={archivedCount} />
            ) : (
              <section className="sheet">
                <Empty
                  title={t("dashboard:none.title")}
                  actions={
                    <ButtonLink to="/" variant="ink">
                      {t("dashboard:none.go")}
                    </ButtonLink>
                  }
                >
                  {t("dashboard:none.text")}
                </Empty>
              </section>
            )}
            {courses.length > 0 && <ActivityCalendar />}
          </>
        )}
      </Loaded>
      {teaches && <Teaching />}
    </>
  );
}
