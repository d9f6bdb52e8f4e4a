import { expect, test } from "vitest";

import { bind, bindSpaces } from "./typography";

const shown = (text: string) => bind(text).replaceAll("\u00A0", "~");

test("short words, dashes, units and thousands hold on to their neighbours", () => {
  expect(shown("и в том, что с нами")).toBe("и~в~том, что с~нами");
  expect(shown("урок — это время")).toBe("урок~— это время");
  expect(shown("осталось 18 с, 62 %")).toBe("осталось 18~с, 62~%");
  expect(shown("{{count}} уроков")).toBe("{{count}}~уроков");
  expect(shown("6 900 ₽")).toBe("6~900~₽");
});

test("English is left as it is", () => {
  expect(shown("a place in a lecture")).toBe("a place in a lecture");
});

test("a tree of words keeps its shape", () => {
  expect(bindSpaces({ a: { b: "в лесу" }, c: 1 })).toEqual({ a: { b: "в\u00A0лесу" }, c: 1 });
});
