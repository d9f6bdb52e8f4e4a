import { expect, it } from "vitest";

import type { Arrangement } from "./arrangement";
import { fitOrder, moveLesson, moveSection, placeOf, stepLesson, stepSection } from "./arrangement";

const order: Arrangement = [
  { id: "A", lessons: ["a1", "a2", "a3"] },
  { id: "B", lessons: [] },
  { id: "C", lessons: ["c1"] },
];
const words = (moved: Arrangement) => moved.map(({ id, lessons }) => `${id}:${lessons.join(",")}`).join(" ");

it("moves a lesson within its section and into another", () => {
  expect(words(moveLesson(order, "a1", "A", 2))).toBe("A:a2,a3,a1 B: C:c1");
  expect(words(moveLesson(order, "a2", "C", 0))).toBe("A:a1,a3 B: C:a2,c1");
  expect(words(moveLesson(order, "a2", "C", 99))).toBe("A:a1,a3 B: C:c1,a2");
});

it("keeps everything exactly once and ignores what is not there", () => {
  for (const moved of [moveLesson(order, "x", "A", 0), moveLesson(order, "a1", "X", 0)]) expect(moved).toEqual(order);
  expect(
    moveLesson(order, "a1", "B", 5)
      .flatMap(({ lessons }) => lessons)
      .sort(),
  ).toEqual(["a1", "a2", "a3", "c1"]);
});

it("steps over the edge into the neighbouring section, an empty one too", () => {
  expect(words(stepLesson(order, "a3", 1))).toBe("A:a1,a2 B:a3 C:c1");
  expect(words(stepLesson(order, "c1", -1))).toBe("A:a1,a2,a3 B:c1 C:");
  expect(stepLesson(order, "a1", -1)).toBe(order);
  expect(stepLesson(order, "c1", 1)).toBe(order);
});

it("moves sections with their lessons and stops at both ends", () => {
  expect(words(moveSection(order, "C", 0))).toBe("C:c1 A:a1,a2,a3 B:");
  expect(words(stepSection(order, "A", 1))).toBe("B: A:a1,a2,a3 C:c1");
  expect(stepSection(order, "A", -1)).toBe(order);
  expect(stepSection(order, "C", 1)).toBe(order);
});

it("finds a lesson", () => {
  expect(placeOf(order, "a3")).toEqual({ section: 0, index: 2 });
  expect(placeOf(order, "zz")).toBeUndefined();
});

it("an order of before fits what is there now", () => {
  const now: Arrangement = [
    { id: "B", lessons: ["a2", "new"] },
    { id: "A", lessons: ["a1", "c1"] },
    { id: "D", lessons: ["d1"] },
  ];
  expect(words(fitOrder(order, now))).toBe("A:a1,a2,c1 B:new D:d1");
  expect(fitOrder(order, order)).toEqual(order);
});
