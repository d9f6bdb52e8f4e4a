import { useState } from "react";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconFileText, IconGripVertical, IconVideo } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonEdit } from "@/features/editor/api/course";
import { updateLesson } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useUploadSlots } from "@/features/editor/upload-slots";
import { useProblemText } from "@/api/problem";
import { Button, ButtonLink } from "@/ui/button";
import { cx } from "@/ui/cx";
import { toast } from "@/ui/toast";

import css from "./editor.module.css";
import { LessonMenu } from "./lesson-menu";
import { Rename } from "./rename";
import { TextEditor } from "./text-editor";
import { useDrop } from "./use-drop";
import type { OutlineMoves } from "./use-moves";
import { VideoLine } from "./video-line";

interface LessonRowProps {
  lesson: LessonEdit;
  lang: string;
  moves: OutlineMoves;
}

/** A lesson: its place, its name, what it holds, and what can be done. */
export function LessonRow({ lesson, lang, moves }: LessonRowProps) {
  const { t } = useTranslation();
  const { courseId, keep, setLesson } = useEditing();
  const slots = useUploadSlots();
  const problemText = useProblemText();
  const [naming, setNaming] = useState(false);
  const [writing, setWriting] = useState(false);
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging, transform, transition } = useSortable({ id: lesson.id, data: { kind: "lesson" } });
  const target = { lessonId: lesson.id, lessonTitle: lesson.title, courseId };
  const video = lesson.kind === "video";

  const take = async (files: Promise<{ file: File }[]>) => {
    const [first] = await files;
    if (first !== undefined) slots.send(first, target);
  };
  const choose = () => void take(slots.pick(false));
  const drop = useDrop((data) => {
    if (video) void take(slots.dropped(data));
    else toast(t("editor:lesson.textTakesNoFile"));
  });
  const rename = async (title: string | undefined) => {
    setNaming(false);
    if (title === undefined) return;
    const before = lesson.title;
    setLesson({ ...lesson, title });
    try {
      setLesson(await keep(() => updateLesson(lesson.id, { title })));
    } catch (error) {
      setLesson({ ...lesson, title: before });
      toast(problemText(error));
    }
  };

  const line = slots.lineOf(lesson.id);
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
        {video ? <IconVideo stroke={1.75} /> : <IconFileText stroke={1.75} />}
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
            <p className={css.line}>{(lesson.body ?? "").trim() === "" ? t("editor:lesson.emptyText") : t("editor:lesson.textOf", { count: wordCount(lesson.body ?? "") })}</p>
          ))}
      </div>
      <div className={css.acts}>
        {!video && (
          <Button size="s" aria-expanded={writing} onClick={() => setWriting(!writing)}>
            {t(writing ? "editor:lesson.close" : "editor:lesson.write")}
          </Button>
        )}
        {video && lesson.video?.playable === true && (
          <ButtonLink size="s" to="/learn/$course/$lesson" params={{ course: courseId, lesson: lesson.id }} search={{}}>
            {t("editor:video.watch")}
          </ButtonLink>
        )}
        <LessonMenu lesson={lesson} moves={moves} onRename={() => setNaming(true)} onReplace={video ? choose : undefined} />
      </div>
      {writing && <TextEditor lesson={lesson} lang={lang} />}
    </li>
  );
}

const wordCount = (text: string) => text.split(/\s+/).filter(Boolean).length;
