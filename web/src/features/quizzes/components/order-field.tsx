import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";
import type { DragEndEvent } from "@dnd-kit/core";
import { closestCenter, DndContext, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { IconArrowDown, IconArrowUp, IconGripVertical } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { plainText } from "@/features/quizzes/markdown";
import type { Item } from "@/features/quizzes/model";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";

import css from "./answer.module.css";
import { Line } from "./words";

interface OrderFieldProps {
  items: Item[];
  /** What was answered; absent: as the items came. */
  order: string[] | undefined;
  disabled?: boolean | undefined;
  onOrder: (order: string[]) => void;
}

/** Items to be put in order: dragged, moved with Alt and arrows, or by the buttons of each row. */
export function OrderField({ items, order, disabled, onOrder }: OrderFieldProps) {
  const { t } = useTranslation();
  const [spoken, setSpoken] = useState("");
  const focus = useRef<string>(undefined);
  const root = useRef<HTMLDivElement>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }));
  const given = (order ?? []).filter((id) => items.some((item) => item.id === id));
  // An answer that was begun elsewhere may lack items: they stand at the end.
  const ids = [...given, ...items.map(({ id }) => id).filter((id) => !given.includes(id))];

  useEffect(() => {
    const id = focus.current;
    focus.current = undefined;
    if (id !== undefined) root.current?.querySelector<HTMLElement>(`[data-grip="${escaped(id)}"]`)?.focus();
  });

  const move = (id: string, to: number) => {
    const from = ids.indexOf(id);
    const at = Math.max(0, Math.min(to, ids.length - 1));
    if (from === at || disabled === true) return;
    const rest = ids.filter((each) => each !== id);
    onOrder([...rest.slice(0, at), id, ...rest.slice(at)]);
    setSpoken(t("quizzes:answer.moved", { item: plainText(items.find((item) => item.id === id)?.text ?? ""), place: at + 1, of: ids.length }));
  };
  const end = ({ active, over }: DragEndEvent) => {
    if (over !== null) move(String(active.id), ids.indexOf(String(over.id)));
  };
  const keys = (event: KeyboardEvent, id: string) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    focus.current = id;
    move(id, ids.indexOf(id) + (event.key === "ArrowUp" ? -1 : 1));
  };
  return (
    <div ref={root} className="stack">
      <p className="sr" role="status">
        {spoken}
      </p>
      <p className="sm muted">{t("quizzes:answer.orderHint")}</p>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end}>
        <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={disabled === true}>
          <ol className={css.order}>
            {ids.map((id, n) => {
              const item = items.find((each) => each.id === id);
              return item === undefined ? null : <Place key={id} item={item} number={n + 1} last={n === ids.length - 1} untouched={order === undefined} disabled={disabled} onMove={(to) => move(id, to)} onKeys={(event) => keys(event, id)} />;
            })}
          </ol>
        </SortableContext>
      </DndContext>
      {order === undefined && disabled !== true && (
        <div>
          <Button size="s" onClick={() => onOrder(ids)}>
            {t("quizzes:answer.orderAsIs")}
          </Button>
        </div>
      )}
    </div>
  );
}

const escaped = (id: string) => id.replace(/["\\]/g, "\\$&");

interface PlaceProps {
  item: Item;
  number: number;
  last: boolean;
  untouched: boolean;
  disabled?: boolean | undefined;
  onMove: (to: number) => void;
  onKeys: (event: KeyboardEvent) => void;
}

function Place({ item, number, last, untouched, disabled, onMove, onKeys }: PlaceProps) {
  const { t } = useTranslation();
  const { setNodeRef, setActivatorNodeRef, listeners, isDragging, transform, transition } = useSortable({ id: item.id });
  const name = plainText(item.text);
  return (
    <li ref={setNodeRef} className={cx(css.place, isDragging && css.dragged, untouched && css.untouched)} style={{ transform: CSS.Transform.toString(transform), transition }}>
      <button ref={setActivatorNodeRef} type="button" className={css.grip} data-grip={item.id} disabled={disabled} aria-label={t("quizzes:answer.grip", { item: name, place: number })} {...listeners} onKeyDown={onKeys}>
        <IconGripVertical size={18} stroke={1.75} aria-hidden="true" />
      </button>
      <b aria-hidden="true">{number}</b>
      <span className={css.words}>
        <Line text={item.text} />
      </span>
      <span className={css.steps}>
        <IconButton small label={t("quizzes:answer.up", { item: name })} disabled={number === 1 || disabled === true} onClick={() => onMove(number - 2)}>
          <IconArrowUp stroke={1.75} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t("quizzes:answer.down", { item: name })} disabled={last || disabled === true} onClick={() => onMove(number)}>
          <IconArrowDown stroke={1.75} aria-hidden="true" />
        </IconButton>
      </span>
    </li>
  );
}
