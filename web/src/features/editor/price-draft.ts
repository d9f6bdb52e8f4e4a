import { fromLocal, toLocal } from "@/lib/local-time";
import { amountText, PRICE_LIMIT_MINOR, readAmount } from "@/lib/money";

import type { CourseEdit, UpdateCourse } from "./api/course";

type Pricing = NonNullable<CourseEdit["price"]>;
type SetPrice = NonNullable<UpdateCourse["price"]>;

/** A price as it stands in the fields. */
export interface PriceDraft {
  paid: boolean;
  amount: string;
  currency: string;
  onSale: boolean;
  sale: string;
  from: string;
  until: string;
}

/** What is wrong with a field; the words are the form's. */
export type PriceWrong = Partial<{ amount: "missing" | "not-an-amount" | "too-much"; sale: "missing" | "not-an-amount" | "not-below"; until: "before" }>;

export const draftOf = (price: Pricing | null, currency: string): PriceDraft =>
  price === null
    ? { paid: false, amount: "", currency, onSale: false, sale: "", from: "", until: "" }
    : {
        paid: true,
        amount: amountText(price.minor, price.currency),
        currency: price.currency,
        onSale: price.sale_minor !== null,
        sale: price.sale_minor === null ? "" : amountText(price.sale_minor, price.currency),
        from: toLocal(price.sale_from),
        until: toLocal(price.sale_until),
      };

/** The draft as the server takes it, null for a free course; or what keeps it from being saved. */
export function readDraft(draft: PriceDraft): { price: SetPrice | null } | { wrong: PriceWrong } {
  if (!draft.paid) return { price: null };
  const wrong: PriceWrong = {};
  const minor = readAmount(draft.amount, draft.currency);
  const sale = readAmount(draft.sale, draft.currency);
  const [from, until] = [fromLocal(draft.from), fromLocal(draft.until)];
  if (draft.amount.trim() === "") wrong.amount = "missing";
  else if (minor === undefined || minor === 0) wrong.amount = "not-an-amount";
  else if (minor > PRICE_LIMIT_MINOR) wrong.amount = "too-much";
  if (draft.onSale) {
    if (draft.sale.trim() === "") wrong.sale = "missing";
    else if (sale === undefined || sale === 0) wrong.sale = "not-an-amount";
    else if (minor !== undefined && sale >= minor) wrong.sale = "not-below";
    if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from)) wrong.until = "before";
  }
  if (minor === undefined || Object.keys(wrong).length > 0) return { wrong };
  const whole = { minor, currency: draft.currency };
  return { price: draft.onSale ? { ...whole, sale_minor: sale ?? null, sale_from: from ?? null, sale_until: until ?? null } : { ...whole, sale_minor: null, sale_from: null, sale_until: null } };
}

/** Whether two prices are the same to the minute, which is all that the fields can say. */
export function samePrice(one: SetPrice | Pricing | null, other: SetPrice | Pricing | null): boolean {
  if (one === null || other === null) return one === other;
  const at = (iso: string | null | undefined) => (iso == null ? null : Math.floor(Date.parse(iso) / 60_000));
  return one.minor === other.minor && one.currency === other.currency && (one.sale_minor ?? null) === (other.sale_minor ?? null) && at(one.sale_from) === at(other.sale_from) && at(one.sale_until) === at(other.sale_until);
}
