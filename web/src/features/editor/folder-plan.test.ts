import fc from "fast-check";
import { expect, it, test } from "vitest";

import { kindOf, naturally, planFolder, titleOf } from "./folder-plan";

const plan = (...paths: string[]) => planFolder(paths.map((path) => ({ path, file: path }))).map(({ title, lessons }) => `${title} > ${lessons.map((lesson) => `${lesson.kind} ${lesson.title}`).join(", ")}`);

test("folders become sections and files lessons, in natural order", () => {
  expect(
    plan(
      "ML/2. Оптимизация/10 Adam.mp4",
      "ML/2. Оптимизация/2_градиентный_спуск.mkv",
      "ML/10 Сети/1.mp4",
      "ML/1. Основания/01-what-learning-is.mp4",
      "ML/1. Основания/02 Конспект.pdf",
      "ML/1. Основания/03 Слова.md",
      "ML/1. Основания/.DS_Store",
    ),
  ).toEqual(["Основания > video What learning is, file Конспект, text Слова", "Оптимизация > video Градиентный спуск, video Adam", "Сети > video 1"]);
});

test("files beside folders stand first; one folder names its section; deeper folders are named after both", () => {
  expect(plan("c/readme.pdf", "c/01 a/x.mp4")).toEqual([" > file Readme", "A > video X"]);
  expect(plan("Course/Лекция 3. Матрицы/2.mp4", "Course/Лекция 3. Матрицы/1.mp4")).toEqual(["Матрицы > video 1, video 2"]);
  expect(plan("c/1 a/1 b/x.mp4", "c/1 a/2 d/y.mp4", "c/2 e/z.mp4")).toEqual(["A: B > video X", "A: D > video Y", "E > video Z"]);
  expect(plan("one.mp4", "two.pdf")).toEqual([" > video One, file Two"]);
  expect(plan()).toEqual([]);
});

test.each([
  ["06_gradient-descent.mp4", "Gradient descent"],
  ["Лекция 3. Матрицы.mkv", "Матрицы"],
  ["1.2 Векторы.mp4", "Векторы"],
  ["(12) Итоги.mp4", "Итоги"],
  ["2026-11-21.mov", "2026-11-21"],
  ["2026-11-21 Вводная.mov", "2026-11-21 Вводная"],
  ["100 лет одиночества.pdf", "100 лет одиночества"],
  ["01_что-такое-обучение.mp4", "Что такое обучение"],
  ["3D графика.mp4", "3D графика"],
  ["Лекция 3.mp4", "Лекция 3"],
  ["10.mp4", "10"],
  ["02 мини-выборки.pdf", "Мини-выборки"],
  ["ёлка.final.mp4", "Ёлка.final"],
])("%s is named %s", (name, title) => expect(titleOf(name)).toBe(title));

const word = fc.stringMatching(/^[a-zа-яё]{2,12}$/);
const name = fc.tuple(word, fc.constantFrom("mp4", "MKV", "pdf", "docx", "md")).map(([text, extension]) => `${text}.${extension}`);

it("numbers order lessons whatever order the files came in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 30 }), word, fc.constantFrom(". ", "_", " - ", ") "), (numbers, text, gap) => {
      const [section] = planFolder(numbers.map((number) => ({ path: `c/${number}${gap}${text}.mp4`, file: number })));
      expect(section?.lessons.map(({ file }) => file)).toEqual([...numbers].sort((one, other) => one - other));
    }),
  );
});

it("loses no file, takes none twice, and gives every one a name that fits", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.array(word, { maxLength: 3 }), name).map(([folders, file]) => [...folders, file].join("/")), { maxLength: 40 }), (paths) => {
      const lessons = planFolder(paths.map((path) => ({ path, file: path }))).flatMap((section) => section.lessons);
      expect(lessons.map(({ file }) => file).sort()).toEqual([...paths].sort());
      expect(new Set(lessons.map(({ key }) => key)).size).toBe(paths.length);
      for (const { title } of lessons) expect(title.length > 0 && title.length <= 200 && !/\.(mp4|mkv|pdf|docx|md)$/i.test(title)).toBe(true);
    }),
  );
});

it("any name at all has a title", () => {
  fc.assert(fc.property(fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() !== ""), (text) => void expect(titleOf(text).length).toBeGreaterThan(0)));
});

it("the natural order is an order", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      expect(Math.sign(naturally(a, b))).toBe(-Math.sign(naturally(b, a)) + 0);
      if (naturally(a, b) <= 0 && naturally(b, c) <= 0) expect(naturally(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

it("knows kinds by their endings, in any case", () => {
  expect(["a.MP4", "b.mkv", "c.PDF", "d", "e.md"].map(kindOf)).toEqual(["video", "video", "file", "file", "text"]);
});
