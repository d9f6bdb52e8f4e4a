import { expect, test } from "vitest";

import type { PriceDraft } from "./price-draft";
import { draftOf, readDraft, samePrice } from "./price-draft";

const draft = (part: Partial<PriceDraft> = {}): PriceDraft => ({ paid: true, amount: "6900", currency: "RUB", onSale: false, sale: "", from: "", until: "", ...part });

test("a free course has no price, whatever stands in the fields", () => {
  expect(readDraft(draft({ paid: false, amount: "nonsense" }))).toEqual({ price: null });
});

test("a price is read in minor units; without a sale its fields do not count", () => {
  expect(readDraft(draft({ amount: "6 900,50", sale: "nonsense" }))).toEqual({ price: { minor: 690_050, currency: "RUB", sale_minor: null, sale_from: null, sale_until: null } });
});

test.each([
  [{ amount: "" }, { amount: "missing" }],
  [{ amount: "a lot" }, { amount: "not-an-amount" }],
  [{ amount: "0" }, { amount: "not-an-amount" }],
  [{ amount: "1000000001" }, { amount: "too-much" }],
  [{ amount: "1.5", currency: "JPY" }, { amount: "not-an-amount" }],
  [{ onSale: true }, { sale: "missing" }],
  [{ onSale: true, sale: "0" }, { sale: "not-an-amount" }],
  [{ onSale: true, sale: "6900" }, { sale: "not-below" }],
  [{ onSale: true, sale: "4900", from: "2026-11-22T10:00", until: "2026-11-22T10:00" }, { until: "before" }],
  [{ onSale: true, sale: "6900", from: "2026-11-23T10:00", until: "2026-11-22T10:00" }, { sale: "not-below", until: "before" }],
] satisfies [Partial<PriceDraft>, object][])("%j is not saved", (part, wrong) => {
  expect(readDraft(draft(part))).toEqual({ wrong });
});

test("what the server keeps goes through the fields unchanged", () => {
  const kept = { minor: 690_000, currency: "RUB", sale_minor: 490_000, sale_from: null, sale_until: "2026-11-30T21:00:00Z" };
  const read = readDraft(draftOf(kept, "EUR"));
  expect("price" in read && samePrice(read.price, kept)).toBe(true);
  expect(samePrice(kept, { ...kept, sale_until: "2026-11-30T21:01:00Z" })).toBe(false);
  expect(samePrice(kept, null)).toBe(false);
});
