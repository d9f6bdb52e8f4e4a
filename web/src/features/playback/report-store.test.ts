import { beforeEach, expect, it } from "vitest";

import { ReportStore, without } from "./report-store";

beforeEach(() => localStorage.clear());

it("gathers what could not be sent and survives a new page", () => {
  let now = 1000;
  new ReportStore(localStorage, () => now).add("s1", 10_000, [[0, 10_000]]);
  now = 2000;
  const again = new ReportStore(localStorage, () => now).add("s1", 20_000, [[10_000, 20_000]]);
  expect(again).toMatchObject({ position_ms: 20_000, watched: [[0, 20_000]] });
});

it("forgets what was sent and keeps what came meanwhile", () => {
  let now = 1000;
  const store = new ReportStore(localStorage, () => now);
  const first = store.add("s1", 10_000, [[0, 10_000]]);
  now = 2000;
  store.add("s1", 15_000, [[10_000, 15_000]]);
  store.sent(first);
  expect(store.read("s1")).toMatchObject({ position_ms: 15_000, watched: [[10_000, 15_000]] });
  const rest = store.read("s1");
  if (rest !== undefined) store.sent(rest);
  expect(store.read("s1")).toBeUndefined();
});

it("lists other sessions and throws away those of the day before", () => {
  let now = 0;
  const store = new ReportStore(localStorage, () => now);
  store.add("old", 1, [[0, 1]]);
  now = 25 * 3600 * 1000;
  store.add("fresh", 1, [[0, 1]]);
  store.add("current", 1, [[0, 1]]);
  expect(store.others("current").map((unsent) => unsent.session)).toEqual(["fresh"]);
  expect(store.read("old")).toBeUndefined();
});

it("ignores what others wrote under its keys", () => {
  localStorage.setItem("lectern-unsent-x", "{broken");
  expect(new ReportStore(localStorage).others(undefined)).toEqual([]);
});

it("subtracts spans", () => {
  expect(without([[0, 100]], [[20, 30], [90, 120]])).toEqual([[0, 20], [30, 90]]);
  expect(without([[0, 10]], [[0, 10]])).toEqual([]);
});
