import type { CourseEdit } from "./api/course";

/** The order of a course: ids only. */
export interface Placed {
  id: string;
  lessons: string[];
}
export type Arrangement = Placed[];

export const arrangementOf = (course: Pick<CourseEdit, "sections">): Arrangement => course.sections.map(({ id, lessons }) => ({ id, lessons: lessons.map((lesson) => lesson.id) }));

/** Where a lesson stands. */
export function placeOf(order: Arrangement, lesson: string): { section: number; index: number } | undefined {
  for (const [section, { lessons }] of order.entries()) {
    const index = lessons.indexOf(lesson);
    if (index >= 0) return { section, index };
  }
  return undefined;
}

/** Takes a lesson out and puts it at `index` of a section; past the end is the end. */
export function moveLesson(order: Arrangement, lesson: string, toSection: string, index: number): Arrangement {
  if (!order.some(({ id }) => id === toSection) || placeOf(order, lesson) === undefined) return order;
  return order.map(({ id, lessons }) => {
    const rest = lessons.filter((each) => each !== lesson);
    if (id !== toSection) return { id, lessons: rest };
    const at = Math.max(0, Math.min(index, rest.length));
    return { id, lessons: [...rest.slice(0, at), lesson, ...rest.slice(at)] };
  });
}

/** One step up or down; over the edge of its section it goes into the neighbouring one. */
export function stepLesson(order: Arrangement, lesson: string, direction: 1 | -1): Arrangement {
  const place = placeOf(order, lesson);
  if (place === undefined) return order;
  const here = order[place.section];
  if (here === undefined) return order;
  const index = place.index + direction;
  if (index >= 0 && index < here.lessons.length) return moveLesson(order, lesson, here.id, index);
  const neighbour = order[place.section + direction];
  return neighbour === undefined ? order : moveLesson(order, lesson, neighbour.id, direction > 0 ? 0 : neighbour.lessons.length);
}

export function moveSection(order: Arrangement, section: string, index: number): Arrangement {
  const found = order.find(({ id }) => id === section);
  if (found === undefined) return order;
  const rest = order.filter(({ id }) => id !== section);
  const at = Math.max(0, Math.min(index, rest.length));
  return [...rest.slice(0, at), found, ...rest.slice(at)];
}

export function stepSection(order: Arrangement, section: string, direction: 1 | -1): Arrangement {
  const index = order.findIndex(({ id }) => id === section) + direction;
  return index < 0 || index >= order.length ? order : moveSection(order, section, index);
}

/** An order of before, of what is there now: what is gone is left out, what has come stands at the end of its section. */
export function fitOrder(before: Arrangement, now: Arrangement): Arrangement {
  const there = new Set(now.flatMap(({ id, lessons }) => [id, ...lessons]));
  const named = new Set(before.flatMap(({ id, lessons }) => [id, ...lessons]));
  const kept = before.filter(({ id }) => there.has(id)).map(({ id, lessons }) => ({ id, lessons: lessons.filter((lesson) => there.has(lesson)) }));
  const all = [...kept, ...now.filter(({ id }) => !named.has(id)).map(({ id }) => ({ id, lessons: [] as string[] }))];
  // A lesson whose section of before is gone stays where it is.
  const placed = new Set(all.flatMap(({ lessons }) => lessons));
  return all.map(({ id, lessons }) => ({ id, lessons: [...lessons, ...(now.find((section) => section.id === id)?.lessons.filter((lesson) => !placed.has(lesson)) ?? [])] }));
}

export const isSameOrder = (one: Arrangement, other: Arrangement): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The course with its sections and lessons in another order. Whatever the order does not name falls out. */
export function arrange(course: CourseEdit, order: Arrangement): CourseEdit {
  const sections = new Map(course.sections.map((section) => [section.id, section]));
  const lessons = new Map(course.sections.flatMap((section) => section.lessons).map((lesson) => [lesson.id, lesson]));
  return {
    ...course,
    sections: order.flatMap(({ id, lessons: ids }) => {
      const section = sections.get(id);
      return section === undefined ? [] : [{ ...section, lessons: ids.flatMap((lesson) => lessons.get(lesson) ?? []).map((lesson) => ({ ...lesson, section_id: id })) }];
    }),
  };
}
