import { useState } from "react";
import { Menu } from "@mantine/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconArrowDown, IconArrowUp, IconDots, IconFileText, IconGripVertical, IconPencil, IconTrash, IconVideo } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { SectionEdit } from "@/features/editor/api/course";
import { courseCalls } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { titleFromFile } from "@/features/editor/titles";
import type { PickedFile } from "@/features/editor/upload-slots";
import { useUploadSlots } from "@/features/editor/upload-slots";
import { useFormat } from "@/i18n/use-format";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { toast } from "@/ui/toast";

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
  const { courseId, run } = useEditing();
  const slots = useUploadSlots();
  const [naming, setNaming] = useState(false);
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, isDragging, transform, transition } = useSortable({ id: section.id, data: { kind: "section" } });
  const length = section.lessons.reduce((sum, lesson) => sum + (lesson.duration_ms ?? 0), 0);

  const addLesson = async (kind: "video" | "text", title: string): Promise<string | undefined> => {
    const course = await run(() => courseCalls.addLesson(section.id, { kind, title }));
    return course?.sections.find(({ id }) => id === section.id)?.lessons.at(-1)?.id;
  };
  const addFiles = async (files: Promise<PickedFile[]>) => {
    for (const picked of await files) {
      const title = titleFromFile(picked.file.name);
      const lessonId = await addLesson("video", title);
      if (lessonId === undefined) return;
      slots.send(picked, { lessonId, lessonTitle: title, courseId });
    }
  };
  const drop = useDrop((data) => void addFiles(slots.dropped(data)));
  const rename = (title: string | undefined) => {
    setNaming(false);
    if (title !== undefined) void run(() => courseCalls.renameSection(section.id, title));
  };
  const remove = async () => {
    if ((await run(() => courseCalls.removeSection(section.id))) === undefined) return;
    toast(t("editor:section.removed", { title: section.title }), { label: t("editor:undo"), run: () => void run(() => courseCalls.restoreSection(section.id)) });
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
            <Rename value={section.title} label={t("editor:section.name")} lang={lang} onDone={rename} />
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
            <LessonRow key={lesson.id} lesson={lesson} lang={lang} moves={moves} />
          ))}
        </ol>
      </SortableContext>
      <div className={css.add}>
        <Button size="s" variant="quiet" icon={<IconVideo stroke={1.75} aria-hidden="true" />} onClick={() => void addFiles(slots.pick(true))}>
          {t("editor:section.addVideos")}
        </Button>
        <Button size="s" variant="quiet" onClick={() => void addLesson("video", t("editor:lesson.newVideo"))}>
          {t("editor:section.addLater")}
        </Button>
        <Button size="s" variant="quiet" icon={<IconFileText stroke={1.75} aria-hidden="true" />} onClick={() => void addLesson("text", t("editor:lesson.newText"))}>
          {t("editor:section.addText")}
        </Button>
        <span className={cx(css.dropHint, "desk")}>{t("editor:section.drop")}</span>
      </div>
    </section>
  );
}
