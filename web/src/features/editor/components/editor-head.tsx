import { useState, useSyncExternalStore } from "react";
import { IconArrowBackUp, IconCloudCheck, IconCloudOff, IconEye, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useTakeBack } from "@/features/editor/use-undo-keys";
import { useFormat } from "@/i18n/use-format";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Spinner } from "@/ui/spinner";
import { Tag } from "@/ui/tag";

import css from "./editor.module.css";
import { CourseMenu } from "./course-menu";
import { Missing } from "./missing";

/** Where the course stands: its name, whether it is saved and seen, and the step to students. */
export function EditorHead({ course }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { run } = useEditing();
  const [asking, setAsking] = useState<"missing" | "unpublish">();
  const [busy, setBusy] = useState(false);
  const first = course.sections.flatMap(({ lessons }) => lessons)[0]?.id;
  const published = course.state === "published";
  const turn = async (work: () => Promise<CourseEdit>) => {
    setAsking(undefined);
    setBusy(true);
    await run(work);
    setBusy(false);
  };
  const publish = () => (course.problems.length > 0 ? setAsking("missing") : void turn(() => courseCalls.publish(course.id)));
  return (
    <header className={css.head}>
      <div className={css.headWords}>
        <p className={css.crumbs}>
          <Link to="/teach">{t("editor:courses")}</Link>
          <span aria-hidden="true">/</span>
          <Tag kind={published ? "positive" : "line"}>{t(`editor:state.${course.state}`)}</Tag>
        </p>
        <h1 lang={course.language}>{course.title}</h1>
      </div>
      <div className={css.headActs}>
        <SavedState />
        <Undo />
        {course.state !== "draft" && (
          <ButtonLink to="/teach/courses/$course/students" params={{ course: course.id }} search={{}} className="desk" icon={<IconUsers stroke={1.75} aria-hidden="true" />}>
            {t("editor:students")}
          </ButtonLink>
        )}
        {first !== undefined && (
          <ButtonLink to="/learn/$course/$lesson" params={{ course: course.id, lesson: first }} search={{ preview: true }} icon={<IconEye stroke={1.75} aria-hidden="true" />}>
            {t("editor:asStudent")}
          </ButtonLink>
        )}
        {course.state === "draft" && (
          <Button variant="ink" busy={busy} onClick={publish}>
            {t(busy ? "editor:publish.busy" : "editor:publish.open")}
          </Button>
        )}
        <CourseMenu course={course} onUnpublish={published ? () => setAsking("unpublish") : undefined} />
      </div>
      <Dialog opened={asking === "missing"} onClose={() => setAsking(undefined)} title={t("editor:publish.missing")} actions={<Button onClick={() => setAsking(undefined)}>{t("editor:publish.back")}</Button>}>
        <Missing course={course} />
      </Dialog>
      <Dialog
        opened={asking === "unpublish"}
        onClose={() => setAsking(undefined)}
        title={t("editor:unpublish.title")}
        actions={
          <>
            <Button onClick={() => setAsking(undefined)}>{t("editor:unpublish.keep")}</Button>
            <Button variant="danger" onClick={() => void turn(() => courseCalls.unpublish(course.id))}>
              {t("editor:unpublish.open")}
            </Button>
          </>
        }
      >
        <p>{t("editor:unpublish.text")}</p>
      </Dialog>
    </header>
  );
}

/** The twin of Ctrl+Z. */
function Undo() {
  const { t } = useTranslation();
  const { undo } = useEditing();
  const back = useTakeBack(undo);
  const step = useSyncExternalStore(undo.subscribe, undo.snapshot);
  return (
    <IconButton label={step === undefined ? t("editor:undoNothing") : t("editor:undoStep", { what: step.words })} disabled={step === undefined} onClick={back}>
      <IconArrowBackUp stroke={1.75} aria-hidden="true" />
    </IconButton>
  );
}

function SavedState() {
  const { t } = useTranslation();
  const format = useFormat();
  const { saved } = useEditing();
  return (
    <p className={css.saved} role="status">
      {saved.kind === "saving" && (
        <>
          <Spinner /> {t("common:saving")}
        </>
      )}
      {saved.kind === "saved" && (
        <>
          <IconCloudCheck size={18} stroke={1.75} aria-hidden="true" /> {t("common:savedAt", { time: format.time(saved.at) })}
        </>
      )}
      {saved.kind === "failed" && (
        <>
          <IconCloudOff size={18} stroke={1.75} aria-hidden="true" /> {t("editor:notSaved")}
        </>
      )}
    </p>
  );
}
