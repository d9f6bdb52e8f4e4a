import { useTranslation } from "react-i18next";

import type { Student } from "@/features/progress/api/progress";
import { useFormat } from "@/i18n/use-format";
import { Tag } from "@/ui/tag";

import css from "./progress.module.css";

/** Whether the student has completed the course, stays away or does not get on; each in words. */
export function StudentState({ student }: { student: Student }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stuck } = student;
  return (
    <div className={css.states}>
      {student.completed_at != null && <Tag kind="positive">{t("progress:state.done", { date: format.date(student.completed_at) })}</Tag>}
      {student.at_risk && <Tag kind="warning">{t("progress:state.atRisk", { ago: format.ago(student.last_seen_at) })}</Tag>}
      {stuck != null && <span className="sm t2">{t(stuck.failed ? "progress:state.failed" : "progress:state.stuck", { title: stuck.title, date: format.date(stuck.since) })}</span>}
      {student.completed_at == null && !student.at_risk && stuck == null && <span className="sm muted">{t("progress:state.fine")}</span>}
    </div>
  );
}
