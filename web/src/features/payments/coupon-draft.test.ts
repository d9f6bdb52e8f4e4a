import { expect, test } from "vitest";

import type { CouponDraft } from "./coupon-draft";
import { EMPTY_COUPON, readCoupon } from "./coupon-draft";

const draft = (part: Partial<CouponDraft> = {}): CouponDraft => ({ ...EMPTY_COUPON, code: "AUTUMN10", percent: "10", ...part });

test("a coupon takes off per cents or an amount, not both", () => {
  expect(readCoupon(draft({ percent: "12,5" }))).toEqual({ coupon: { code: "AUTUMN10", percent_points: 1250, valid_from: null, valid_until: null, max_uses: null, max_per_person: 1, course_ids: [] } });
  expect(readCoupon(draft({ kind: "fixed", amount: "500", currency: "RUB" }))).toMatchObject({ coupon: { fixed_minor: 50_000, currency: "RUB" } });
  expect(readCoupon(draft({ kind: "fixed", amount: "500" }))).not.toHaveProperty("coupon.percent_points");
});

test.each([
  [{ code: "ab" }, { code: "bad-code" }],
  [{ code: "with space" }, { code: "bad-code" }],
  [{ percent: "" }, { off: "bad-percent" }],
  [{ percent: "101" }, { off: "bad-percent" }],
  [{ percent: "0" }, { off: "bad-percent" }],
  [{ kind: "fixed", amount: "0" }, { off: "bad-amount" }],
  [{ from: "2026-11-23T10:00", until: "2026-11-22T10:00" }, { until: "before" }],
  [{ uses: "0", perPerson: "1.5" }, { uses: "bad-number", perPerson: "bad-number" }],
] satisfies [Partial<CouponDraft>, object][])("%j is not a coupon", (part, wrong) => {
  expect(readCoupon(draft(part))).toEqual({ wrong });
});

test("a whole hundred per cent is a coupon", () => {
  expect(readCoupon(draft({ percent: "100%" }))).toMatchObject({ coupon: { percent_points: 10_000 } });
});
