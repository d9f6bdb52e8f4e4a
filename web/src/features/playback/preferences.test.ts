import { expect, it } from "vitest";

import { keepPreferences, nextRate, readPreferences } from "./preferences";

const storage = (text?: string) => {
  let kept = text ?? null;
  return { getItem: () => kept, setItem: (_: string, value: string) => (kept = value) };
};

it("keeps what was chosen", () => {
  const here = storage();
  keepPreferences({ volume: 0.4, muted: true, rate: 1.75, quality: 720 }, here);
  expect(readPreferences(here)).toEqual({ volume: 0.4, muted: true, rate: 1.75, quality: 720 });
});

it("falls back value by value when storage holds nonsense", () => {
  expect(readPreferences(storage('{"volume":7,"muted":"yes","rate":99,"quality":"best"}'))).toEqual({ volume: 1, muted: false, rate: 1, quality: "auto" });
  expect(readPreferences(storage("not json"))).toMatchObject({ rate: 1 });
  expect(readPreferences(storage("null"))).toMatchObject({ rate: 1 });
});

it("steps through the speeds and stops at both ends", () => {
  expect(nextRate(1, 1)).toBe(1.25);
  expect(nextRate(1.1, -1)).toBe(1);
  expect(nextRate(3, 1)).toBe(3);
  expect(nextRate(0.5, -1)).toBe(0.5);
});
