import { expect, it } from "vitest";

import { keyAct } from "./keys";

const press = (code: string, key = "", more: Partial<Parameters<typeof keyAct>[0]> = {}) => keyAct({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

it("knows the keys of the help sheet", () => {
  expect(press("Space", " ")).toEqual({ act: "toggle" });
  expect(press("KeyJ", "j")).toEqual({ act: "skip", ms: -10_000 });
  expect(press("ArrowUp", "ArrowUp")).toEqual({ act: "volume", by: 0.05 });
  expect(press("Digit7", "7")).toEqual({ act: "tenth", tenth: 7 });
  expect(press("Numpad0", "0")).toEqual({ act: "tenth", tenth: 0 });
  expect(press("Period", ">", { shiftKey: true })).toEqual({ act: "rate", direction: 1 });
  expect(press("Slash", "?", { shiftKey: true })).toEqual({ act: "help" });
});

it("works in a Russian layout, where the same places have other letters", () => {
  expect(press("KeyK", "л")).toEqual({ act: "toggle" });
  expect(press("KeyF", "а")).toEqual({ act: "full" });
  expect(press("Comma", "Б", { shiftKey: true })).toEqual({ act: "rate", direction: -1 });
  expect(press("Digit7", "?", { shiftKey: true })).toEqual({ act: "help" });
});

it("leaves the browser's own chords alone", () => {
  expect(press("KeyF", "f", { ctrlKey: true })).toBeUndefined();
  expect(press("ArrowLeft", "ArrowLeft", { altKey: true })).toBeUndefined();
  expect(press("KeyL", "l", { metaKey: true })).toBeUndefined();
  expect(press("KeyM", "M", { shiftKey: true })).toBeUndefined();
});
