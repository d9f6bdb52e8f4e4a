import { fromLocal } from "@/lib/local-time";
import { readAmount } from "@/lib/money";

import type { AddCoupon } from "./api/coupons";

/** A coupon as it stands in the fields. */
export interface CouponDraft {
  code: string;
  kind: "percent" | "fixed";
  percent: string;
  amount: string;
  currency: string;
  from: string;
  until: string;
  uses: string;
  perPerson: string;
  courses: string[];
}

export const EMPTY_COUPON: CouponDraft = { code: "", kind: "percent", percent: "", amount: "", currency: "RUB", from: "", until: "", uses: "", perPerson: "1", courses: [] };

export type CouponWrong = Partial<{ code: "bad-code"; off: "bad-percent" | "bad-amount"; until: "before"; uses: "bad-number"; perPerson: "bad-number" }>;

const CODE = /^[A-Za-zА-Яа-яЁё0-9_-]{3,40}$/;

/** «15» or «12,5»: hundredths of a per cent. */
function readPercent(typed: string): number | undefined {
  const points = readAmount(typed.replace("%", ""), "RUB");
  return points !== undefined && points >= 1 && points <= 10_000 ? points : undefined;
}

/** A limit; empty is none. */
function readLimit(typed: string): number | null | undefined {
  const words = typed.trim();
  if (words === "") return null;
  return /^\d{1,9}$/.test(words) && Number(words) > 0 ? Number(words) : undefined;
}

/** The draft as the server takes it, or what is wrong with it. */
export function readCoupon(draft: CouponDraft): { coupon: AddCoupon } | { wrong: CouponWrong } {
  const wrong: CouponWrong = {};
  const code = draft.code.trim();
  const percent = readPercent(draft.percent);
  const fixed = readAmount(draft.amount, draft.currency);
  const [from, until] = [fromLocal(draft.from), fromLocal(draft.until)];
  const [uses, perPerson] = [readLimit(draft.uses), readLimit(draft.perPerson)];
  if (!CODE.test(code)) wrong.code = "bad-code";
  if (draft.kind === "percent" ? percent === undefined : fixed === undefined || fixed === 0) wrong.off = draft.kind === "percent" ? "bad-percent" : "bad-amount";
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from)) wrong.until = "before";
  if (uses === undefined) wrong.uses = "bad-number";
  if (perPerson === undefined) wrong.perPerson = "bad-number";
  if (Object.keys(wrong).length > 0) return { wrong };
  return {
    coupon: {
      code,
      ...(draft.kind === "percent" ? { percent_points: percent ?? null } : { fixed_minor: fixed ?? null, currency: draft.currency }),
      valid_from: from ?? null,
      valid_until: until ?? null,
      max_uses: uses ?? null,
      max_per_person: perPerson ?? null,
      course_ids: draft.courses,
    },
  };
}
