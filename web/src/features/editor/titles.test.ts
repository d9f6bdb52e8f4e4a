import { expect, it } from "vitest";

import { addressOf, titleFromFile } from "./titles";

it("makes a readable name of a file's", () => {
  expect(titleFromFile("06_gradient-descent.mp4")).toBe("06 gradient descent");
  expect(titleFromFile("Лекция 3. Матрицы.mkv")).toBe("Лекция 3. Матрицы");
  expect(titleFromFile("2026-11-21.mov")).toBe("2026-11-21");
  expect(titleFromFile(".mp4")).toBe(".mp4");
  expect(titleFromFile(`${"a".repeat(400)}.mp4`)).toHaveLength(200);
});

it("takes addresses of the web and nothing else", () => {
  expect(addressOf(" example.org/book ")).toBe("https://example.org/book");
  expect(addressOf("http://example.org")).toBe("http://example.org");
  expect(addressOf("пример.рф/книга")).toBe("https://пример.рф/книга");
  expect(addressOf("example.org:8080/x")).toBe("https://example.org:8080/x");
  for (const bad of ["", "javascript:alert(1)", "data:text/html,x", "two words", "localhost", "mailto:a@b.c", "https://"]) expect(addressOf(bad)).toBeUndefined();
});
