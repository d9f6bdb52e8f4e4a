import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import type { DragEndEvent } from "@dnd-kit/core";
import { closestCenter, DndContext, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconGripVertical } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { cx } from "@/ui/cx";

import css from "./answer.module.css";

interface RowsProps {
  ids: readonly string[];
  nameOf: (id: string) => string;
  onOrder: (ids: string[]) => void;
  disabled?: boolean | undefined;
  className?: string | undefined;
  rowClass?: string | undefined;
  /** A row: its grip, and how it is moved to another place. */
  children: (id: string, index: number, grip: ReactNode, moveTo: (index: number) => void) => ReactNode;
}

/** Rows in an order of one's own: dragged by their grips, or moved with Alt and arrows. */
export function Rows({ ids, nameOf, onOrder, disabled, className, rowClass, children }: RowsProps) {
  const { t } = useTranslation();
  const [spoken, setSpoken] = useState("");
  const focus = useRef<string>(undefined);
  const root = useRef<HTMLOListElement>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }));

  // A row that went elsewhere may be a new element: focus follows it.
  useEffect(() => {
    const id = focus.current;
    focus.current = undefined;
    if (id !== undefined) [...(root.current?.querySelectorAll<HTMLElement>("[data-grip]") ?? [])].find((grip) => grip.dataset["grip"] === id)?.focus();
  });

  const move = (id: string, to: number) => {
    const from = ids.indexOf(id);
    const at = Math.max(0, Math.min(to, ids.length - 1));
    if (from === at || from < 0 || disabled === true) return;
    const rest = ids.filter((each) => each !== id);
    onOrder([...rest.slice(0, at), id, ...rest.slice(at)]);
    setSpoken(t("quizzes:answer.moved", { item: nameOf(id), place: at + 1, of: ids.length }));
  };
  const end = ({ active, over }: DragEndEvent) => {
    if (over !== null) move(String(active.id), ids.indexOf(String(over.id)));
  };
  return (
    <>
      <p className="sr" role="status">
        {spoken}
      </p>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end}>
        <SortableContext items={[...ids]} strategy={verticalListSortingStrategy} disabled={disabled === true}>
          <ol ref={root} className={className}>
            {ids.map((id, index) => (
              <Row
                key={id}
                id={id}
                className={rowClass}
                label={t("quizzes:answer.grip", { item: nameOf(id), place: index + 1 })}
                disabled={disabled}
                onKeys={(event) => {
                  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
                  event.preventDefault();
                  focus.current = id;
                  move(id, index + (event.key === "ArrowUp" ? -1 : 1));
                }}
              >
                {(grip) => children(id, index, grip, (to) => move(id, to))}
              </Row>
            ))}
          </ol>
        </SortableContext>
      </DndContext>
    </>
  );
}

interface RowProps {
  id: string;
  label: string;
  className: string | undefined;
  disabled: boolean | undefined;
  onKeys: (event: KeyboardEvent) => void;
  children: (grip: ReactNode) => ReactNode;
}

function Row({ id, label, className, disabled, onKeys, children }: RowProps) {
  const { setNodeRef, setActivatorNodeRef, listeners, isDragging, transform, transition } = useSortable({ id });
  const grip = (
    <button ref={setActivatorNodeRef} type="button" className={css.grip} data-grip={id} disabled={disabled} aria-label={label} {...listeners} onKeyDown={onKeys}>
      <IconGripVertical size={18} stroke={1.75} aria-hidden="true" />
    </button>
  );
  return (
    <li ref={setNodeRef} className={cx(className, isDragging && css.dragged)} style={{ transform: CSS.Translate.toString(transform), transition }}>
      {children(grip)}
    </li>
  );
}
