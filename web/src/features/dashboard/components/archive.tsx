import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { archiveQuery, useKeepCourse } from "@/features/dashboard/api/archive";
import type { Learning } from "@/features/dashboard/api/learning";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Note } from "@/ui/note";
import { Blocks } from "@/ui/skeleton";

import { CourseLine } from "./course-line";
import css from "./my-courses.module.css";

/** Completed courses that have left the cabinet: still open, and brought back by a press while access lasts. */
export function Archive() {
  const { t } = useTranslation();
  return (
    <Loaded query={useQuery(archiveQuery)} waiting={<Blocks heights={[120]} />} inSheet>
      {({ courses }) => (
        <>
          <p className={`sm muted ${css.lead}`}>{t(courses.length === 0 ? "dashboard:archive.none" : "dashboard:archive.lead")}</p>
          <ul role="list">
            {courses.map((entry) => (
              <Row key={entry.course.id} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function Row({ entry }: { entry: Learning["courses"][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const keep = useKeepCourse();
  const { course, ends_at } = entry;
  const over = ends_at != null && new Date(ends_at) <= new Date();
  return (
    <CourseLine
      course={course}
      action={
        !over && (
          <Button size="s" busy={keep.isPending} onClick={() => keep.mutate(course.id)} aria-label={t("dashboard:archive.backCourse", { title: course.title })}>
            {t(keep.isPending ? "dashboard:archive.coming" : "dashboard:archive.back")}
          </Button>
        )
      }
    >
      <p className="xs muted">
        {entry.completed_at != null && t("dashboard:archive.completed", { when: format.date(entry.completed_at) })}
        {over && ` · ${t("dashboard:archive.over", { when: format.date(ends_at) })}`}
      </p>
      {keep.isError && <Note kind="bad">{problemText(keep.error)}</Note>}
    </CourseLine>
  );
}
