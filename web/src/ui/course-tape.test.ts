import { describe, expect, it } from "vitest";

import { courseTape } from "./course-tape";

const drawn = (done: number[], here?: number) => courseTape({ lesson_lengths_ms: [60_000, 60_000, 60_000], done_places: done }, here).map(({ state, here: lamp }) => `${state}${lamp === true ? "*" : ""}`);

describe("the tape of a course", () => {
  it("marks the lessons that are done, whatever their order", () => {
    expect(drawn([2])).toEqual(["ahead*", "ahead", "done"]);
    expect(drawn([0, 2])).toEqual(["done", "ahead*", "done"]);
  });

  it("puts the lamp where the person goes on", () => {
    expect(drawn([0], 2)).toEqual(["done", "ahead", "ahead*"]);
  });

  it("has no lamp when all is done", () => {
    expect(drawn([0, 1, 2])).toEqual(["done", "done", "done"]);
  });
});
