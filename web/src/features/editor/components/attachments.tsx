import { IconArrowDown, IconArrowUp, IconPaperclip, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { LessonEdit } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { pickAny, useSendFiles, useSendsOf } from "@/features/editor/use-file-sends";
import { Button, IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";

import { FileRow, SendRow } from "./file-row";
import { OpenFile } from "./lesson-file";
import css from "./lesson-panel.module.css";

/** Files that go with a lesson, in the teacher's order. */
export function Attachments({ lesson }: { lesson: LessonEdit }) {
  const { t } = useTranslation();
  const { courseId, patchLesson, undo } = useEditing();
  const problemText = useProblemText();
  const send = useSendFiles(courseId);
  const sending = useSendsOf(lesson.id).filter(({ use }) => use === "attachment");
  const ids = lesson.attachments.map(({ id }) => id);
  const set = (next: string[]) => patchLesson(lesson.id, { attachment_ids: next }, `${lesson.title}: ${t("editor:files.title")}`).catch((error: unknown) => toast(problemText(error)));
  const move = (at: number, by: 1 | -1) => {
    const next = [...ids];
    [next[at], next[at + by]] = [ids[at + by] ?? "", ids[at] ?? ""];
    void set(next);
  };
  const remove = async (id: string, name: string) => {
    await set(ids.filter((each) => each !== id));
    toast(t("editor:files.removed", { name }), { label: t("editor:undo"), run: () => undo.back() });
  };
  return (
    <section className={css.part} aria-label={t("editor:files.title")}>
      <h3>{t("editor:files.title")}</h3>
      {lesson.attachments.length > 0 && (
        <ol role="list" className={css.files}>
          {lesson.attachments.map((file, at) => (
            <li key={file.id}>
              <FileRow file={file}>
                <OpenFile lessonId={lesson.id} file={file} />
                {ids.length > 1 && (
                  <>
                    <IconButton small label={t("editor:files.up", { name: file.name })} disabled={at === 0} onClick={() => move(at, -1)}>
                      <IconArrowUp stroke={1.75} aria-hidden="true" />
                    </IconButton>
                    <IconButton small label={t("editor:files.down", { name: file.name })} disabled={at === ids.length - 1} onClick={() => move(at, 1)}>
                      <IconArrowDown stroke={1.75} aria-hidden="true" />
                    </IconButton>
                  </>
                )}
                <IconButton small label={t("editor:files.remove", { name: file.name })} onClick={() => void remove(file.id, file.name)}>
                  <IconTrash stroke={1.75} aria-hidden="true" />
                </IconButton>
              </FileRow>
            </li>
          ))}
        </ol>
      )}
      {sending.map((each) => (
        <SendRow key={each.key} send={each} />
      ))}
      <div className="row row-w">
        <Button size="s" icon={<IconPaperclip stroke={1.75} aria-hidden="true" />} onClick={() => void pickAny(true).then((files) => send(lesson.id, "attachment", files))}>
          {t("editor:files.add")}
        </Button>
        <span className="sm muted desk">{t("editor:files.drop")}</span>
      </div>
    </section>
  );
}
