import { expect, it, vi } from "vitest";

import { UndoStack } from "./undo-stack";

const step = (words: string, field?: string) => ({ words, back: vi.fn(), forth: vi.fn(), ...(field !== undefined && { field }) });

it("takes back the newest first and makes it again", () => {
  const stack = new UndoStack();
  const [one, two] = [step("one"), step("two")];
  stack.add(one);
  stack.add(two);
  expect(stack.snapshot()).toBe(two);
  expect(stack.back()?.words).toBe("two");
  expect(stack.back()?.words).toBe("one");
  expect(stack.back()).toBeUndefined();
  expect(stack.forth()?.words).toBe("one");
  expect(one.forth).toHaveBeenCalledOnce();
  expect(two.back).toHaveBeenCalledOnce();
  stack.add(step("three"));
  expect(stack.forth()).toBeUndefined();
});

it("joins the savings of one field until it is left", () => {
  const stack = new UndoStack();
  const [one, two, three] = [step("title", "title"), step("title", "title"), step("title", "title")];
  stack.add(one);
  stack.add(two);
  stack.close("title");
  stack.add(three);
  stack.back();
  expect(three.back).toHaveBeenCalledOnce();
  stack.back();
  expect(one.back).toHaveBeenCalledOnce();
  expect(two.back).not.toHaveBeenCalled();
  expect(stack.snapshot()).toBeUndefined();
  stack.forth();
  expect(two.forth).toHaveBeenCalledOnce();
});

it("a toast takes back its own step, once", () => {
  const stack = new UndoStack();
  const [one, two] = [step("one"), step("two")];
  stack.add(one);
  stack.add(two);
  stack.takeBack(one);
  stack.takeBack(one);
  expect(one.back).toHaveBeenCalledOnce();
  stack.back();
  expect(stack.back()).toBeUndefined();
  expect(one.back).toHaveBeenCalledOnce();
});
