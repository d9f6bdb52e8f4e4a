import { useState } from "react";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconChevronDown, IconGripVertical } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonEdit } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useFolderDrop } from "@/features/editor/folder-drop";
import { useUploadSlots } from "@/features/editor/upload-slots";
import { useSendFiles, useSendsOf } from "@/features/editor/use-file-sends";
import { useProblemText } from "@/api/problem";
import { Button, ButtonLink } from "@/ui/button";
import { cx } from "@/ui/cx";
import { toast } from "@/ui/toast";

import css from "./editor.module.css";
import { SendRow } from "./file-row";
import { KIND_ICONS } from "./lesson-kinds";
import { LessonLine, LessonMarks } from "./lesson-line";
import { LessonMenu } from "./lesson-menu";
import { LessonPanel } from "./lesson-panel";
import { Rename } from "./rename";
import { useDrop } from "./use-drop";
import type { OutlineMoves } from "./use-moves";
import { VideoLine } from "./video-line";

interface LessonRowProps {
  lesson: LessonEdit;
  lang: string;
  moves: OutlineMoves;
  /** It was added just now: its name is to be given first. */
  fresh: boolean;
}

/** A lesson: its place, its name, what it holds, and what can be done. */
export function LessonRow({ lesson, lang, moves, fresh }: LessonRowProps) {
  const { t } = useTranslation();
  const { courseId, patchLesson } = useEditing();
  const takeFolder = useFolderDrop();
  const sendFiles = useSendFiles(courseId);
  const sending = useSendsOf(lesson.id);
  const slots = useUploadSlots();
  const problemText = useProblemText();
  const [naming, setNaming] = useState(false);
  const [opened, setOpened] = useState(false);
  // Added under the hand: its name is typed first, and what it holds lies open.
  const [begun, setBegun] = useState(false);
  if (fresh && !begun) {
    setBegun(true);
    setNaming(true);
    setOpened(lesson.kind !== "video" && lesson.kind !== "test");
  }
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging, transform, transition } = useSortable({ id: lesson.id, data: { kind: "lesson" } });
  const target = { lessonId: lesson.id, lessonTitle: lesson.title, courseId };
  const video = lesson.kind === "video";

  const take = async (files: Promise<{ file: File }[]>) => {
    const [first] = await files;
    if (first !== undefined) slots.send(first, target);
  };
  const choose = () => void take(slots.pick(false));
  const drop = useDrop((data) => {
    if (takeFolder(data)) return;
    if (video) void take(slots.dropped(data));
    else sendFiles(lesson.id, lesson.kind === "file" && lesson.file === null ? "file" : "attachment", [...data.files]);
  });
  const rename = async (title: string | undefined) => {
    setNaming(false);
    if (title === undefined) return;
    await patchLesson(lesson.id, { title }, t("editor:step.renamed", { title: lesson.title })).catch((error: unknown) => toast(problemText(error)));
  };

  const line = slots.lineOf(lesson.id);
  const Icon = KIND_ICONS[lesson.kind];
  return (
    <li
      ref={setNodeRef}
      className={cx(css.lesson, isDragging && css.dragged, drop.over && css.over, video && lesson.video?.state === "failed" && line == null && css.bad)}
      style={{ transform: CSS.Transform.toString(transform), transition: transition }}
      data-row={lesson.id}
      {...drop.handlers}
    >
      <button
        ref={setActivatorNodeRef}
        type="button"
        className={css.grip}
        data-grip={lesson.id}
        {...attributes}
        {...listeners}
        aria-label={t("editor:move.lesson", { title: lesson.title })}
        onKeyDown={(event) => {
          if (!moves.keys(event, lesson.id)) listeners?.["onKeyDown"]?.(event);
        }}
      >
        <IconGripVertical size={18} stroke={1.75} aria-hidden="true" />
      </button>
      <span className={css.thumb} aria-hidden="true">
        <Icon stroke={1.75} />
      </span>
      <div className={css.middle}>
        {naming ? (
          <Rename value={lesson.title} label={t("editor:lesson.name")} lang={lang} onDone={(title) => void rename(title)} />
        ) : (
          <button type="button" className={css.title} lang={lang} title={t("editor:rename")} onClick={() => setNaming(true)} onKeyDown={(event) => void moves.keys(event, lesson.id)}>
            {lesson.title}
          </button>
        )}
        {line ??
          (video ? (
            lesson.video == null ? (
              <p className={css.line}>
                <span>{t("editor:video.none")}</span>
                <button type="button" className="link" onClick={choose}>
                  {t("editor:video.choose")}
                </button>
                <span className="desk">{t("editor:video.orDrop")}</span>
              </p>
            ) : (
              <VideoLine video={lesson.video} onReplace={choose} />
            )
          ) : (
            <LessonLine lesson={lesson} />
          ))}
        {!opened && sending.map((send) => <SendRow key={send.key} send={send} />)}
        <LessonMarks lesson={lesson} />
      </div>
      <div className={css.acts}>
        {video && lesson.video?.playable === true && (
          <ButtonLink size="s" to="/learn/$course/$lesson" params={{ course: courseId, lesson: lesson.id }} search={{ preview: true }}>
            {t("editor:video.watch")}
          </ButtonLink>
        )}
        {lesson.kind === "test" && (
          <ButtonLink size="s" to="/teach/courses/$course/tests/$lesson" params={{ course: courseId, lesson: lesson.id }} search={{}}>
            {t("editor:lesson.questions")}
          </ButtonLink>
        )}
        <Button size="s" variant="quiet" aria-expanded={opened} onClick={() => setOpened(!opened)} className={css.fold} iconEnd={<IconChevronDown stroke={1.75} aria-hidden="true" />} aria-label={t(opened ? "editor:lesson.closeOf" : "editor:lesson.openOf", { title: lesson.title })}>
          <span className="desk">{t(opened ? "editor:lesson.close" : "editor:lesson.open")}</span>
        </Button>
        <LessonMenu lesson={lesson} moves={moves} onRename={() => setNaming(true)} onReplace={video ? choose : undefined} />
      </div>
      {opened && <LessonPanel lesson={lesson} lang={lang} />}
    </li>
  );
}
