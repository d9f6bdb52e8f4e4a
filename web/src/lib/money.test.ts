import { expect, test } from "vitest";

import { amountText, digitsOf, moneyIn, readAmount } from "./money";

const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, " ");
const ru = moneyIn("ru-RU");
const en = moneyIn("en-GB");

test("money is written as the language writes it, kopecks only where there are some", () => {
  expect(plain(ru(690_000, "RUB"))).toBe("6 900 ₽");
  expect(plain(ru(690_050, "RUB"))).toBe("6 900,50 ₽");
  expect(plain(ru(690_000, "RUB", true))).toBe("6 900,00 ₽");
  expect(en(950, "USD")).toBe("$9.50");
  expect(en(950_000, "EUR")).toBe("€9,500");
  expect(plain(ru(-69_000, "RUB"))).toBe("−690 ₽");
  expect(en(-69_000, "EUR")).toBe("−€690");
});

test("a yen has no parts, a dinar has a thousand", () => {
  expect([digitsOf("JPY"), digitsOf("RUB"), digitsOf("KWD")]).toEqual([0, 2, 3]);
  expect(en(1500, "JPY")).toBe("¥1,500");
  expect(plain(en(1234, "KWD"))).toBe("KWD 1.234");
});

test("what is typed becomes minor units, without a float in between", () => {
  expect(readAmount("6 900", "RUB")).toBe(690_000);
  expect(readAmount("6900,5", "RUB")).toBe(690_050);
  expect(readAmount("0.29", "USD")).toBe(29);
  expect(readAmount("1.15", "USD")).toBe(115);
  expect(readAmount("1500", "JPY")).toBe(1500);
  expect(readAmount("9.", "USD")).toBe(900);
});

test("what is no amount of the currency is none", () => {
  for (const typed of ["", " ", "-5", "1e3", "6,900", "1.234.5", "abc", "0x10", "1.5.5"]) expect(readAmount(typed, "RUB")).toBeUndefined();
  expect(readAmount("1.5", "JPY")).toBeUndefined();
});

test("an amount goes into its field and comes out the same", () => {
  for (const minor of [1, 99, 100, 690_050, 100_000_000_000]) expect(readAmount(amountText(minor, "RUB"), "RUB")).toBe(minor);
  expect(amountText(690_000, "RUB")).toBe("6900");
  expect(amountText(690_050, "RUB")).toBe("6900.50");
});
