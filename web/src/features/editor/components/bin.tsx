import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { binQuery, courseCalls } from "@/features/editor/api/course";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { SheetHead } from "@/ui/sheet-head";
import { toast } from "@/ui/toast";

import css from "./editor.module.css";

/** Deleted courses that can still be brought back; nothing when there are none. */
export function Bin() {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const bin = useQuery(binQuery);
  const [busy, setBusy] = useState<string>();
  const courses = bin.data?.courses ?? [];
  if (courses.length === 0) return null;
  const restore = async (id: string) => {
    setBusy(id);
    try {
      await courseCalls.restore(id);
      await queries.invalidateQueries({ queryKey: ["teach"] });
    } catch (error) {
      toast(problemText(error));
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <section className="sheet" aria-label={t("editor:bin.title")}>
      <SheetHead title={t("editor:bin.title")} />
      <ul role="list">
        {courses.map((course) => (
          <li key={course.id} className={css.binned}>
            <span className="grow">
              <b>{course.title}</b>
              <span className="sm muted">{t("editor:bin.deleted", { when: format.ago(course.deleted_at) })}</span>
            </span>
            <Button size="s" busy={busy === course.id} onClick={() => void restore(course.id)}>
              {t("editor:bin.restore")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
