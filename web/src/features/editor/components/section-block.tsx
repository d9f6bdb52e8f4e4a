import { useState } from "react";
import { Menu } from "@mantine/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconArrowDown, IconArrowUp, IconDots, IconGripVertical, IconPencil, IconTrash, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { LessonKind, SectionEdit } from "@/features/editor/api/course";
import { courseCalls } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useFolderDrop } from "@/features/editor/folder-drop";
import { kindOf } from "@/features/editor/folder-plan";
import { titleFromFile } from "@/features/editor/titles";
import type { PickedFile } from "@/features/editor/upload-slots";
import { useUploadSlots } from "@/features/editor/upload-slots";
import { useSendFiles } from "@/features/editor/use-file-sends";
import { useFormat } from "@/i18n/use-format";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { toast } from "@/ui/toast";

import { AddLesson } from "./add-lesson";
import css from "./editor.module.css";
import { LessonRow } from "./lesson-row";
import { Rename } from "./rename";
import { useDrop } from "./use-drop";
import type { OutlineMoves } from "./use-moves";

interface SectionBlockProps {
  section: SectionEdit;
  number: number;
  lang: string;
  moves: OutlineMoves;
}

/** A section with its lessons. Several files dropped here become a lesson each. */
export function SectionBlock({ section, number, lang, moves }: SectionBlockProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { courseId, run, undo } = useEditing();
  const takeFolder = useFolderDrop();
  const [fresh, setFresh] = useState<string>();
  const slots = useUploadSlots();
  const sendFiles = useSendFiles(courseId);
  const [naming, setNaming] = useState(false);
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging, transform, transition } = useSortable({ id: section.id, data: { kind: "section" } });
  const length = section.lessons.reduce((sum, lesson) => sum + (lesson.duration_ms ?? 0), 0);

  const addLesson = async (kind: LessonKind, title: string): Promise<string | undefined> => {
    const course = await run(() => courseCalls.addLesson(section.id, { kind, title }));
    const added = course?.sections.find(({ id }) => id === section.id)?.lessons.at(-1)?.id;
    if (added !== undefined) undo.add({ words: t("editor:step.added", { title }), back: () => void run(() => courseCalls.removeLesson(added)), forth: () => void run(() => courseCalls.restoreLesson(added)) });
    return added;
  };
  const addFiles = async (files: Promise<PickedFile[]>) => {
    for (const picked of await files) {
      const title = titleFromFile(picked.file.name);
      const kind = /^(?:video|audio)\//.test(picked.file.type) || kindOf(picked.file.name) === "video" ? "video" : "file";
      const lessonId = await addLesson(kind, title);
      if (lessonId === undefined) return;
      if (kind === "video") slots.send(picked, { lessonId, lessonTitle: title, courseId });
      else sendFiles(lessonId, "file", [picked.file]);
    }
  };
  const drop = useDrop((data) => {
    if (!takeFolder(data)) void addFiles(slots.dropped(data));
  });
  const rename = async (title: string | undefined) => {
    setNaming(false);
    if (title === undefined || (await run(() => courseCalls.renameSection(section.id, title))) === undefined) return;
    const to = (name: string) => () => void run(() => courseCalls.renameSection(section.id, name));
    undo.add({ words: t("editor:step.renamed", { title: section.title }), back: to(section.title), forth: to(title) });
  };
  const remove = async () => {
    if ((await run(() => courseCalls.removeSection(section.id))) === undefined) return;
    const words = t("editor:section.removed", { title: section.title });
    const step = { words, back: () => void run(() => courseCalls.restoreSection(section.id)), forth: () => void run(() => courseCalls.removeSection(section.id)) };
    undo.add(step);
    toast(words, { label: t("editor:undo"), run: () => undo.takeBack(step) });
  };
  const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;
  return (
    <section
      ref={setNodeRef}
      className={cx("sheet", css.section, drop.over && css.over, isDragging && css.dragged)}
      style={{ transform: CSS.Transform.toString(transform && { ...transform, scaleY: 1 }), transition: transition }}
      aria-label={section.title}
      {...drop.handlers}
    >
      <div className={css.sectionHead}>
        <button
          ref={setActivatorNodeRef}
          type="button"
          className={css.grip}
          data-grip={section.id}
          {...attributes}
          {...listeners}
          aria-label={t("editor:move.section", { title: section.title })}
          onKeyDown={(event) => {
            if (!moves.keys(event, section.id)) listeners?.["onKeyDown"]?.(event);
          }}
        >
          <IconGripVertical size={18} stroke={1.75} aria-hidden="true" />
        </button>
        <h2 className={css.sectionTitle}>
          <span aria-hidden="true">{number}.</span>
          {naming ? (
            <Rename value={section.title} label={t("editor:section.name")} lang={lang} onDone={(title) => void rename(title)} />
          ) : (
            <button type="button" className={css.title} lang={lang} title={t("editor:rename")} onClick={() => setNaming(true)}>
              {section.title}
            </button>
          )}
        </h2>
        <span className={css.count}>
          {t("editor:lessons", { count: section.lessons.length })}
          {length > 0 && ` · ${format.length(length)}`}
        </span>
        <Menu>
          <Menu.Target>
            <IconButton small label={t("editor:menu", { title: section.title })}>
              <IconDots stroke={1.75} aria-hidden="true" />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => setNaming(true)}>
              {t("editor:rename")}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowUp {...icon} />} disabled={!moves.canStep(section.id, -1)} onClick={() => moves.step(section.id, -1)}>
              {t("editor:move.up")}
            </Menu.Item>
            <Menu.Item leftSection={<IconArrowDown {...icon} />} disabled={!moves.canStep(section.id, 1)} onClick={() => moves.step(section.id, 1)}>
              {t("editor:move.down")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item data-danger leftSection={<IconTrash {...icon} />} onClick={() => void remove()}>
              {t("editor:section.remove")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <SortableContext items={section.lessons.map((lesson) => lesson.id)} strategy={verticalListSortingStrategy}>
        <ol className={css.lessons} role="list">
          {section.lessons.map((lesson) => (
            <LessonRow key={lesson.id} lesson={lesson} lang={lang} moves={moves} fresh={lesson.id === fresh} />
          ))}
        </ol>
      </SortableContext>
      <div className={css.add}>
        <AddLesson section={section.title} onAdd={(kind) => void addLesson(kind, t(`editor:kind.new.${kind}`)).then(setFresh)} />
        <Button size="s" variant="quiet" icon={<IconUpload stroke={1.75} aria-hidden="true" />} onClick={() => void addFiles(slots.pick(true))}>
          {t("editor:section.addVideos")}
        </Button>
        <span className={cx(css.dropHint, "desk")}>{t("editor:section.drop")}</span>
      </div>
    </section>
  );
}
