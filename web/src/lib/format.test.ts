import { expect, test } from "vitest";

import { clock, formatFor } from "./format";

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, " ");
const ru = formatFor("ru", () => Date.parse("2026-11-21T12:00:00Z"));
const en = formatFor("en", () => Date.parse("2026-11-21T12:00:00Z"));

test("a place in a recording", () => {
  expect(clock(0)).toBe("0:00");
  expect(clock(767_900)).toBe("12:47");
  expect(clock(3_723_000)).toBe("1:02:03");
  expect(clock(-5)).toBe("0:00");
});

test("lengths in words of the language", () => {
  expect(plain(ru.length(34_800_000))).toBe("9 ч 40 мин");
  expect(plain(en.length(34_800_000))).toBe("9 h 40 min");
  expect(plain(en.length(18_000))).toBe("18 s");
  expect(plain(ru.length(7_200_000))).toBe("2 ч");
});

test("an hour is never sixty minutes", () => {
  expect(plain(en.length(3_599_000))).toBe("1 h");
});

test("sizes in decimal units", () => {
  expect(plain(ru.size(1_400_000_000))).toBe("1,4 ГБ");
  expect(plain(en.size(310_000_000))).toBe("310 MB");
  expect(plain(en.size(0))).toBe("0 B");
});

test("how long ago", () => {
  expect(en.ago("2026-11-21T10:00:00Z")).toBe("2 hours ago");
  expect(ru.ago("2026-11-20T12:00:00Z")).toBe("вчера");
});

test("dates without the «г.» of forms", () => {
  expect(plain(ru.date("2026-11-21T12:00:00Z"))).toBe("21 ноября 2026");
});
