import { expect, it } from "vitest";

import { insertBlock, pictureMarkdown, surround } from "./insert";

it("surrounds what is chosen, or a sample", () => {
  expect(surround({ text: "a bold c", from: 2, to: 6 }, "**", "**", "x")).toEqual({ text: "a **bold** c", from: 4, to: 8 });
  expect(surround({ text: "ab", from: 1, to: 1 }, "$", "$", "x^2")).toEqual({ text: "a$x^2$b", from: 2, to: 5 });
});

it("puts a piece on lines of its own, without heaping empty ones", () => {
  expect(insertBlock({ text: "", from: 0, to: 0 }, "P").text).toBe("P");
  expect(insertBlock({ text: "ab", from: 1, to: 1 }, "P").text).toBe("a\n\nP\n\nb");
  expect(insertBlock({ text: "a\n\nb", from: 3, to: 3 }, "P").text).toBe("a\n\nP\n\nb");
  expect(insertBlock({ text: "a\n\nb", from: 1, to: 1 }, "P").text).toBe("a\n\nP\n\nb");
});

it("names a picture by its file", () => expect(pictureMarkdown("график [1].png", "/media/x.webp")).toBe("![график  1](/media/x.webp)"));
