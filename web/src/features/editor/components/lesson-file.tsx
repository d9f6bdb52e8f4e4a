import { IconEye, IconFileUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { LessonEdit } from "@/features/editor/api/course";
import { fileLink } from "@/features/editor/api/files";
import { useEditing } from "@/features/editor/course-editing";
import { pickAny, useSendFiles, useSendsOf } from "@/features/editor/use-file-sends";
import { Button, IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";

import { FileRow, SendRow } from "./file-row";
import css from "./lesson-panel.module.css";

/** Opens a file of a lesson in a tab of its own. */
export function OpenFile({ lessonId, file }: { lessonId: string; file: { id: string; name: string } }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const open = async () => {
    // Opened by the press itself: a tab that opens later is stopped by browsers.
    const tab = globalThis.open("", "_blank");
    try {
      const url = await fileLink(lessonId, file.id);
      if (tab === null) globalThis.location.assign(url);
      else {
        tab.opener = null;
        tab.location.replace(url);
      }
    } catch (error) {
      tab?.close();
      toast(problemText(error));
    }
  };
  return (
    <IconButton small label={t("editor:file.open", { name: file.name })} onClick={() => void open()}>
      <IconEye stroke={1.75} aria-hidden="true" />
    </IconButton>
  );
}

/** What a file lesson shows: PDF and pictures in the page, others to download. */
export function LessonFile({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const { courseId } = useEditing();
  const send = useSendFiles(courseId);
  const sending = useSendsOf(lesson.id).filter(({ use }) => use === "file");
  const choose = () => void pickAny(false).then((files) => send(lesson.id, "file", files));
  return (
    <section className={css.part} aria-label={t("editor:file.title")}>
      <h3>{t("editor:file.title")}</h3>
      {lesson.file !== null && sending.length === 0 && (
        <FileRow file={lesson.file}>
          <OpenFile lessonId={lesson.id} file={lesson.file} />
        </FileRow>
      )}
      {sending.map((each) => (
        <SendRow key={each.key} send={each} />
      ))}
      <p className="sm muted">{t("editor:file.hint")}</p>
      <div>
        <Button size="s" icon={<IconFileUpload stroke={1.75} aria-hidden="true" />} onClick={choose}>
          {t(lesson.file === null ? "editor:file.choose" : "editor:file.replace")}
        </Button>
      </div>
    </section>
  );
}
