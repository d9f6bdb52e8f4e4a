import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { LineLost, Problem } from "@/api/problem";

import { Autosaver } from "./autosaver";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("saves once, after typing stops", async () => {
  const save = vi.fn(() => Promise.resolve());
  const saver = new Autosaver<string>(save);
  for (const value of ["К", "Ку", "Кур", "Курс"]) {
    saver.change(value);
    await vi.advanceTimersByTimeAsync(200);
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect(save).toHaveBeenCalledExactlyOnceWith("Курс");
  expect(saver.snapshot().waiting).toBeUndefined();
});

it("keeps what was typed while a save was on its way, and saves it next", async () => {
  let finish: () => void = () => undefined;
  const save = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const saver = new Autosaver<string>(save);
  saver.change("one");
  void saver.flush();
  saver.change("two");
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(save.mock.calls).toEqual([["one"], ["two"]]);
  expect(saver.snapshot().waiting).toEqual({ value: "two" });
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(saver.snapshot().waiting).toBeUndefined();
});

it("tries again while the line is down, and says nothing of it", async () => {
  const save = vi.fn(() => Promise.resolve());
  save.mockRejectedValueOnce(new LineLost());
  const saver = new Autosaver<string>(save);
  saver.change("x");
  await vi.advanceTimersByTimeAsync(900);
  expect(saver.snapshot()).toEqual({ waiting: { value: "x" }, error: undefined });
  await vi.advanceTimersByTimeAsync(5000);
  expect(save).toHaveBeenCalledTimes(2);
  expect(saver.snapshot().waiting).toBeUndefined();
});

it("a refusal stays with the value until it is changed", async () => {
  const refusal = new Problem({ type: "invalid", title: "too long", status: 422 });
  const save = vi.fn(() => Promise.resolve());
  save.mockRejectedValueOnce(refusal);
  const saver = new Autosaver<string>(save);
  saver.change("bad");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(save).toHaveBeenCalledOnce();
  expect(saver.snapshot()).toEqual({ waiting: { value: "bad" }, error: refusal });
  saver.change("good");
  expect(saver.snapshot().error).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saver.snapshot().waiting).toBeUndefined();
});
