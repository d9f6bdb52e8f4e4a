import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls, editKey } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toast";

import css from "./publish-bar.module.css";
import { Missing } from "./missing";

/** What students do not see yet, and the two ways to end that. */
export function PublishBar({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { run } = useEditing();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"missing" | "discard">();
  const [busy, setBusy] = useState<"publish" | "discard">();
  if (course.state !== "published" || course.changes === 0) return null;
  const title = t("editor:changes.title", { count: course.changes });
  const turn = async (what: "publish" | "discard") => {
    setAsking(undefined);
    setBusy(what);
    const done = await run(() => (what === "publish" ? courseCalls.publish(course.id) : courseCalls.discard(course.id)));
    setBusy(undefined);
    // Tests, questions and files went back too, wherever they were read.
    if (what === "discard") void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== editKey(course.id)[0] });
    if (done !== undefined) toast(t(what === "publish" ? "editor:changes.published" : "editor:changes.discarded"));
  };
  return (
    <section className={css.bar} aria-label={title}>
      <div className={`wrap ${css.inside}`}>
        <p className={css.words}>
          <b>{title}</b> <span className="t2">{t("editor:changes.text")}</span>
        </p>
        <div className={css.acts}>
          <Button size="s" variant="quiet" busy={busy === "discard"} onClick={() => setAsking("discard")}>
            {t(busy === "discard" ? "editor:changes.discarding" : "editor:changes.discard")}
          </Button>
          <Button size="s" variant="ink" busy={busy === "publish"} onClick={() => (course.problems.length > 0 ? setAsking("missing") : void turn("publish"))}>
            {t(busy === "publish" ? "editor:publish.busy" : "editor:changes.publish")}
          </Button>
        </div>
      </div>
      <Dialog opened={asking === "missing"} onClose={() => setAsking(undefined)} title={t("editor:publish.missing")} actions={<Button onClick={() => setAsking(undefined)}>{t("editor:publish.back")}</Button>}>
        <Missing course={course} />
      </Dialog>
      <Dialog
        opened={asking === "discard"}
        onClose={() => setAsking(undefined)}
        title={t("editor:changes.ask")}
        actions={
          <>
            <Button onClick={() => setAsking(undefined)}>{t("editor:changes.keep")}</Button>
            <Button variant="danger" onClick={() => void turn("discard")}>
              {t("editor:changes.discard")}
            </Button>
          </>
        }
      >
        <p>{t("editor:changes.askText")}</p>
      </Dialog>
    </section>
  );
}
