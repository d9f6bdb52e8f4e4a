import { useRef, useState } from "react";
import { IconPhoto, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls, putCover } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Cover } from "@/ui/cover";
import { cx } from "@/ui/cx";
import { Note } from "@/ui/note";
import { SheetHead } from "@/ui/sheet-head";

import css from "./editor.module.css";
import { useDrop } from "./use-drop";

const LIMIT_BYTES = 10 * 1024 * 1024;

/** The course's picture: the teacher's own, or drawn from lesson lengths. */
export function CoverField({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const { run, keep } = useEditing();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  const take = async (file: File | undefined | null) => {
    if (file == null) return;
    setRefusal(undefined);
    if (file.size > LIMIT_BYTES) return setRefusal(t("editor:cover.tooLarge", { size: format.size(file.size), limit: format.size(LIMIT_BYTES) }));
    setBusy(true);
    try {
      const changed = await keep(() => putCover(course.id, file));
      await run(() => Promise.resolve(changed));
    } catch (error) {
      setRefusal(problemOf(error)?.slug === "not-a-picture" ? t("editor:cover.notPicture", { name: file.name }) : problemText(error));
    } finally {
      setBusy(false);
    }
  };
  const drop = useDrop((data) => void take(data.files[0]));
  return (
    <section className={cx("sheet", drop.over && css.over)} aria-label={t("editor:cover.title")} {...drop.handlers}>
      <SheetHead title={t("editor:cover.title")} />
      <div className={`pad ${css.cover}`}>
        <div className={css.coverPicture}>
          <Cover seed={course.id} lengths={course.sections.flatMap((section) => section.lessons.map((lesson) => lesson.duration_ms ?? 0))} image={course.cover?.medium} />
        </div>
        <div className="stack">
          <p className="t2 sm">{t(course.cover == null ? "editor:cover.drawn" : "editor:cover.own")}</p>
          {refusal !== undefined && <Note kind="bad">{refusal}</Note>}
          <div className="row row-w">
            <input ref={input} type="file" accept="image/*" className="sr" tabIndex={-1} aria-hidden="true" onChange={(event) => (void take(event.target.files?.[0]), (event.target.value = ""))} />
            <Button busy={busy} icon={<IconPhoto stroke={1.75} aria-hidden="true" />} onClick={() => input.current?.click()}>
              {t(busy ? "editor:cover.sending" : course.cover == null ? "editor:cover.choose" : "editor:cover.replace")}
            </Button>
            {course.cover != null && (
              <Button variant="quiet" icon={<IconTrash stroke={1.75} aria-hidden="true" />} onClick={() => void run(() => courseCalls.removeCover(course.id))}>
                {t("editor:cover.remove")}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}
