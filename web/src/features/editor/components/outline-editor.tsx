import { useState } from "react";
import type { CollisionDetection, DragEndEvent, DragOverEvent } from "@dnd-kit/core";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, pointerWithin, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { IconFolderPlus, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";
import { courseCalls } from "@/features/editor/api/course";
import type { Arrangement } from "@/features/editor/arrangement";
import { arrange, moveLesson, moveSection, placeOf } from "@/features/editor/arrangement";
import { useEditing } from "@/features/editor/course-editing";
import { FolderDropContext } from "@/features/editor/folder-drop";
import { pickFolder } from "@/features/editor/folder-read";
import { useFolder } from "@/features/editor/use-folder";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Empty } from "@/ui/empty";

import css from "./editor.module.css";
import { FolderDialog } from "./folder-dialog";
import { SectionBlock } from "./section-block";
import { useDrop } from "./use-drop";
import { useMoves } from "./use-moves";

/** A section is dropped between sections, a lesson on lessons or into an empty section. */
const collide: CollisionDetection = (args) => {
  const kind = (args.active.data.current as { kind?: string } | undefined)?.kind;
  const of = (wanted: string) => args.droppableContainers.filter(({ data }) => (data.current as { kind?: string } | undefined)?.kind === wanted);
  if (kind === "section") return closestCenter({ ...args, droppableContainers: of("section") });
  const onLesson = pointerWithin({ ...args, droppableContainers: of("lesson") });
  if (onLesson.length > 0) return onLesson;
  const inSection = pointerWithin({ ...args, droppableContainers: of("section") });
  return inSection.length > 0 ? inSection : closestCenter({ ...args, droppableContainers: of("lesson") });
};

/** Where a dragged thing would stand if it were let go over `over`. */
function landed(order: Arrangement, active: string, over: string): Arrangement {
  if (order.some(({ id }) => id === active)) {
    const section = placeOf(order, over)?.section ?? order.findIndex(({ id }) => id === over);
    return section < 0 ? order : moveSection(order, active, section);
  }
  const onto = placeOf(order, over);
  if (onto === undefined) {
    const here = order[placeOf(order, active)?.section ?? -1];
    return here?.id === over ? order : moveLesson(order, active, over, Number.MAX_SAFE_INTEGER);
  }
  const section = order[onto.section];
  return section === undefined ? order : moveLesson(order, active, section.id, onto.index);
}

/** Sections and lessons in their order, changed by dragging, by Alt with arrows, and by menu. */
export function OutlineEditor({ course: saved }: { course: CourseEdit }) {
  const { t } = useTranslation();
  const { courseId, run, order, reorder, undo } = useEditing();
  const folder = useFolder();
  const drop = useDrop((data) => void folder.drop(data, true));
  const [dragged, setDragged] = useState<Arrangement>();
  const course = dragged === undefined ? saved : arrange(saved, dragged);
  const moves = useMoves(course);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));

  /** A lesson over another section moves there at once; within its own section the list only makes room. */
  const over = ({ active, over: target }: DragOverEvent) => {
    const now = dragged ?? order();
    if (target === null || now.some(({ id }) => id === active.id)) return;
    const [from, to] = [placeOf(now, String(active.id))?.section, placeOf(now, String(target.id))?.section ?? now.findIndex(({ id }) => id === target.id)];
    if (from !== to && to >= 0) setDragged(landed(now, String(active.id), String(target.id)));
  };
  const end = ({ active, over: target }: DragEndEvent) => {
    const now = dragged ?? order();
    setDragged(undefined);
    reorder(target === null ? now : landed(now, String(active.id), String(target.id)));
  };
  const addSection = async () => {
    const title = t("editor:section.new", { number: course.sections.length + 1 });
    const added = (await run(() => courseCalls.addSection(courseId, title)))?.sections.at(-1)?.id;
    if (added !== undefined) undo.add({ words: t("editor:step.addedSection", { title }), back: () => void run(() => courseCalls.removeSection(added)), forth: () => void run(() => courseCalls.restoreSection(added)) });
  };
  const choose = () => void folder.propose(pickFolder());

  return (
    <FolderDropContext value={folder.drop}>
    <div className={cx("stack stack-l", drop.over && css.over)} {...drop.handlers}>
      <p className="sr" role="status">
        {moves.spoken}
      </p>
      {course.sections.length === 0 ? (
        <section className="sheet">
          <Empty
            title={t("editor:outline.none.title")}
            actions={
              <>
                <Button variant="ink" icon={<IconFolderPlus stroke={1.75} aria-hidden="true" />} onClick={choose}>
                  {t("editor:folder.choose")}
                </Button>
                <Button icon={<IconPlus aria-hidden="true" />} onClick={() => void addSection()}>
                  {t("editor:outline.none.add")}
                </Button>
              </>
            }
          >
            {t("editor:outline.none.text")}
          </Empty>
        </section>
      ) : (
        <>
          <DndContext sensors={sensors} collisionDetection={collide} onDragStart={() => setDragged(order())} onDragOver={over} onDragEnd={end} onDragCancel={() => setDragged(undefined)}>
            <SortableContext items={course.sections.map((section) => section.id)} strategy={verticalListSortingStrategy}>
              {course.sections.map((section, index) => (
                <SectionBlock key={section.id} section={section} number={index + 1} lang={course.language} moves={moves} />
              ))}
            </SortableContext>
          </DndContext>
          <div className={css.folder}>
            <p className="desk">{t("editor:folder.hint")}</p>
            <div className={css.folderActs}>
              <Button icon={<IconPlus aria-hidden="true" />} onClick={() => void addSection()}>
                {t("editor:section.add")}
              </Button>
              <Button icon={<IconFolderPlus stroke={1.75} aria-hidden="true" />} onClick={choose}>
                {t("editor:folder.choose")}
              </Button>
            </div>
          </div>
        </>
      )}
      {folder.plan !== undefined && <FolderDialog plan={folder.plan} lang={course.language} onClose={folder.close} onMake={folder.make} />}
    </div>
    </FolderDropContext>
  );
}
