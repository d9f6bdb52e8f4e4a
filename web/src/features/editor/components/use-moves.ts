import type { KeyboardEvent } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { CourseEdit } from "@/features/editor/api/course";
import type { Arrangement } from "@/features/editor/arrangement";
import { moveLesson, placeOf, stepLesson, stepSection } from "@/features/editor/arrangement";
import { useEditing } from "@/features/editor/course-editing";
import { toast } from "@/ui/toast";

/** Moving by keys and by menu: the twins of dragging. */
export interface OutlineMoves {
  sections: { id: string; title: string }[];
  canStep: (id: string, direction: 1 | -1) => boolean;
  step: (id: string, direction: 1 | -1) => void;
  toSection: (lesson: string, section: string) => void;
  /** Alt with an arrow; tells whether the key was taken. */
  keys: (event: KeyboardEvent, id: string) => boolean;
  /** What was moved where, for screen readers. */
  spoken: string;
}

export function useMoves(course: CourseEdit): OutlineMoves {
  const { t } = useTranslation();
  const { order, reorder, undo } = useEditing();
  const [spoken, setSpoken] = useState("");
  const focus = useRef<string>(undefined);

  const stepped = useCallback((id: string, direction: 1 | -1): Arrangement => {
    const now = order();
    return now.some((section) => section.id === id) ? stepSection(now, id, direction) : stepLesson(now, id, direction);
  }, [order]);

  const titleOf = useCallback(
    (id: string) => course.sections.flatMap((section) => [section, ...section.lessons]).find((each) => each.id === id)?.title ?? "",
    [course],
  );

  const say = useCallback(
    (id: string, next: Arrangement) => {
      const place = placeOf(next, id);
      const section = next[place?.section ?? -1];
      setSpoken(
        place === undefined || section === undefined
          ? t("editor:move.spokenSection", { title: titleOf(id), place: next.findIndex((each) => each.id === id) + 1, of: next.length })
          : t("editor:move.spoken", { title: titleOf(id), place: place.index + 1, of: section.lessons.length, section: titleOf(section.id) }),
      );
    },
    [t, titleOf],
  );

  // A row that went elsewhere is a new element: focus follows it.
  useEffect(() => {
    const id = focus.current;
    focus.current = undefined;
    if (id !== undefined) document.querySelector<HTMLElement>(`[data-grip="${CSS.escape(id)}"]`)?.focus();
  });

  return useMemo((): OutlineMoves => {
    const step = (id: string, direction: 1 | -1) => {
      const now = order();
      const next = stepped(id, direction);
      if (next === now) return;
      focus.current = id;
      reorder(next);
      say(id, next);
    };
    return {
      sections: course.sections.map(({ id, title }) => ({ id, title })),
      canStep: (id, direction) => {
        const place = placeOf(course.sections.map((section) => ({ id: section.id, lessons: section.lessons.map((lesson) => lesson.id) })), id);
        if (place === undefined) {
          const index = course.sections.findIndex((section) => section.id === id) + direction;
          return index >= 0 && index < course.sections.length;
        }
        const here = course.sections[place.section]?.lessons.length ?? 0;
        const index = place.index + direction;
        return (index >= 0 && index < here) || course.sections[place.section + direction] !== undefined;
      },
      step,
      toSection: (lesson, section) => {
        const before = order();
        const next = moveLesson(before, lesson, section, Number.MAX_SAFE_INTEGER);
        const moved = reorder(next);
        if (moved === undefined) return;
        say(lesson, next);
        toast(t("editor:move.done", { title: titleOf(lesson), section: titleOf(section) }), { label: t("editor:undo"), run: () => undo.takeBack(moved) });
      },
      keys: (event, id) => {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return false;
        event.preventDefault();
        step(id, event.key === "ArrowUp" ? -1 : 1);
        return true;
      },
      spoken,
    };
  }, [course, order, reorder, say, spoken, stepped, t, titleOf, undo]);
}
