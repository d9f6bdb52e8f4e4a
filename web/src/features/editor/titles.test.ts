import { expect, it } from "vitest";

import { titleFromFile } from "./titles";

it("makes a readable name of a file's", () => {
  expect(titleFromFile("06_gradient-descent.mp4")).toBe("06 gradient descent");
  expect(titleFromFile("Лекция 3. Матрицы.mkv")).toBe("Лекция 3. Матрицы");
  expect(titleFromFile("2026-11-21.mov")).toBe("2026-11-21");
  expect(titleFromFile(".mp4")).toBe(".mp4");
  expect(titleFromFile(`${"a".repeat(400)}.mp4`)).toHaveLength(200);
});
