import { expect, test } from "vitest";

import { blocks, inline, plainText } from "./markdown";
import type { Question } from "./model";
import { asAsked, isBlank, KINDS, markers, withShares } from "./model";
import { gapsFor, newQuestion, nextMarker, toKind } from "./new-question";
import { pointsText, readClock, readNumber, readPoints } from "./points";
import { clockOffset, crossed, leftMs } from "./server-clock";
import { mistakeAt, validate } from "./validate";

test("the server's clock decides what is left", () => {
  // Our clock is ten minutes slow; the request took two seconds.
  const offset = clockOffset("2026-11-21T14:10:01Z", Date.parse("2026-11-21T14:00:00Z"), Date.parse("2026-11-21T14:00:02Z"));
  expect(offset).toBe(600_000);
  expect(leftMs("2026-11-21T14:15:00Z", Date.parse("2026-11-21T14:00:00Z"), offset)).toBe(300_000);
  expect(leftMs("2026-11-21T14:05:00Z", Date.parse("2026-11-21T14:00:00Z"), offset)).toBe(0);
});

test("each warning is given once, and after a closed lid only the last", () => {
  expect(crossed(301_000, 300_000)).toBe(300_000);
  expect(crossed(300_000, 299_000)).toBeUndefined();
  expect(crossed(60_500, 59_500)).toBe(60_000);
  expect(crossed(900_000, 30_000)).toBe(60_000);
  expect(crossed(900_000, 0)).toBeUndefined();
});

test("points and times are read as people write them", () => {
  expect(readPoints("1,5")).toBe(150);
  expect(readPoints("−0.25")).toBe(-25);
  expect(readPoints("one")).toBeUndefined();
  expect(pointsText(1750, "ru")).toBe("17,5");
  expect(["3,14", "1 000", "6.02e23", "−2", ".5"].map(readNumber)).toEqual([3.14, 1000, 6.02e23, -2, 0.5]);
  expect(["", "12 шт", "1.2.3", "1e999", "NaN"].map(readNumber)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(["12:40", "1:02:03", "75", "7:5"].map(readClock)).toEqual([760, 3723, 75, 425]);
  expect(["12:70", "a", "", "1:2:3:4"].map(readClock)).toEqual([undefined, undefined, undefined, undefined]);
});

test("a question's Markdown becomes pieces, and nothing of it becomes HTML", () => {
  expect(inline("**a** $x^2$ `<b>` _c_")).toEqual([
    { type: "strong", inside: [{ type: "text", text: "a" }] },
    { type: "text", text: " " },
    { type: "math", tex: "x^2", display: false },
    { type: "text", text: " " },
    { type: "code", text: "<b>" },
    { type: "text", text: " " },
    { type: "em", inside: [{ type: "text", text: "c" }] },
  ]);
  expect(inline("snake_case_name, 5 * 3 * 2, $5 and $6, a\\*b")).toEqual([{ type: "text", text: "snake_case_name, 5 * 3 * 2, $5 and $6, a*b" }]);
  expect(inline("[x](javascript:alert)")).toEqual([{ type: "text", text: "[x](javascript:alert)" }]);
  expect(inline("![p](https://elsewhere.example/p.png)").some(({ type }) => type === "picture")).toBe(false);
  expect(inline("![plot](/media/p.webp)")).toEqual([{ type: "picture", alt: "plot", src: "/media/p.webp" }]);
  expect(blocks("Choose:\n\n- one\n- two\n\n$$\nx\n$$\n\n```\n[[1]]\n```").map(({ type }) => type)).toEqual(["paragraph", "list", "math", "code"]);
  expect(plainText("at $\\beta = 0{,}9$")).toBe("at β= 0,9");
  expect(plainText("The **loss** is [[1]]\n\nnext")).toBe("The loss is … next");
});

test("a long line of half-open marks is read in a moment", () => {
  const started = performance.now();
  inline("*a".repeat(2000));
  expect(performance.now() - started).toBeLessThan(2000);
});

test("gaps follow the markers of the text", () => {
  const one = gapsFor("[[1]] and [[2]]", []);
  const edited = one.map((gap) => ({ ...gap, weight: 2 }));
  expect(gapsFor("[[2]] then [[3]]", edited).map(({ id, weight }) => [id, weight])).toEqual([["2", 2], ["3", 1]]);
  expect(nextMarker("[[1]] [[7]]")).toBe("8");
  expect(markers("[[1]] [[x]] [[22]]")).toEqual(["1", "22"]);
});

test("a new question of every kind says what it still lacks", () => {
  for (const kind of KINDS) expect(validate(newQuestion(kind)).length, kind).toBeGreaterThan(0);
  expect(validate({ ...newQuestion("true_false"), prompt: "?" })).toEqual([]);
  expect(validate({ ...newQuestion("essay"), prompt: "?" })).toEqual([]);
});

test("mistakes are told at their fields", () => {
  const base = { ...newQuestion("single"), prompt: "?" };
  if (base.body.kind !== "single") throw new Error("kind");
  const options = base.body.options.map((option) => ({ ...option, right: false, text: "same" }));
  const wrong = validate({ ...base, penalty: 200, body: { kind: "single", options } });
  expect(mistakeAt(wrong, "body.options")).toBe("no_right_answer");
  expect(mistakeAt(wrong, "body.options[1].text")).toBe("duplicate_text");
  expect(mistakeAt(wrong, "penalty")).toBe("out_of_range");
  expect(mistakeAt(wrong, "prompt")).toBeUndefined();
});

test("shares of one's own begin as they count without them, and must make the whole", () => {
  const three = ["a", "b", "c", "d"].map((id) => ({ id, text: id, right: id !== "d" }));
  const options = withShares(three);
  expect(options.map(({ share }) => share)).toEqual([3334, 3333, 3333, -3333]);
  const check = (...shares: number[]) => validate({ ...newQuestion("multiple"), prompt: "?", body: { kind: "multiple", options: options.map((option, n) => ({ ...option, share: shares[n] ?? 0 })) } });
  expect(check(5000, 3000, 2000, -10_000)).toEqual([]);
  expect(check(3333, 3333, 3333, 0)).toEqual([]);
  expect(check(5000, 3000, 1000, 0)).toEqual([{ path: "body.options", code: "shares_do_not_add_up" }]);
  expect(check(5000, 5000, 0, 0)).toEqual([{ path: "body.options[2].share", code: "right_without_share" }]);
  expect(check(5000, 3000, 2000, 100)).toEqual([{ path: "body.options[3].share", code: "share_contradicts_right" }]);
  expect(check(20_000, 3000, Number.NaN, 0).map(({ code }) => code)).toEqual(["out_of_range", "not_a_number"]);
  const one = toKind({ ...newQuestion("multiple"), body: { kind: "multiple", options } }, "single");
  expect(JSON.stringify(one)).not.toContain("share");
});

test("another kind keeps the options where it can", () => {
  const many = newQuestion("multiple");
  const one = toKind(many, "single");
  if (one.body.kind !== "single" || many.body.kind !== "multiple") throw new Error("kind");
  expect(one.body.options.map(({ id }) => id)).toEqual(many.body.options.map(({ id }) => id));
  expect(one.body.options.filter(({ right }) => right)).toHaveLength(1);
});

test("the preview tells nothing of the right answer", () => {
  for (const kind of KINDS) {
    const question: Question = { ...newQuestion(kind), explanation: "because", prompt: "?" };
    expect(JSON.stringify(asAsked(question)), kind).not.toMatch(/right"|"pairs|"order"|because|accepted|forms/);
  }
});

test("what is begun and empty is blank", () => {
  expect(isBlank({ kind: "gaps", gaps: { 1: " " } })).toBe(true);
  expect(isBlank({ kind: "true_false", value: false })).toBe(false);
  expect(isBlank(undefined)).toBe(true);
});
