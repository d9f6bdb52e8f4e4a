import type { Schemas } from "@/api/schemas";

/** A UUID by number. */
export const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

export function me(part: Partial<Schemas["Me"]> = {}): Schemas["Me"] {
  return { id: id(1), name: "Darya Smirnova", email: "darya@example.org", role: "student", language: "en", theme: "auto", time_zone: "Europe/Moscow", teacher_request: null, ...part };
}

export function courseCard(number: number, part: Partial<Schemas["CourseCard"]> = {}): Schemas["CourseCard"] {
  return {
    id: id(100 + number),
    title: `Course ${number}`,
    summary: "",
    category: null,
    level: "beginner",
    language: "en",
    cover: null,
    lesson_lengths_ms: [600_000, 1_200_000],
    lesson_count: 2,
    duration_ms: 1_800_000,
    student_count: 3,
    teacher: { id: id(2), name: "Anna Vorontsova" },
    published_at: "2026-11-12T10:00:00Z",
    rating: null,
    review_count: 0,
    tags: [],
    awards_certificate: false,
    price: null,
    title_html: null,
    snippet_html: null,
    enrolled: false,
    done_lessons: null,
    done_places: null,
    ...part,
  };
}

/** An order of 4 900 roubles that is paid. */
export function order(number: number, part: Partial<Schemas["OrderOut"]> = {}): Schemas["OrderOut"] {
  return {
    id: id(500 + number),
    number: String(1000 + number),
    course: { id: id(101), title: "Course 1", cover: null },
    state: "paid",
    provider: "test",
    amount_minor: 490_000,
    currency: "RUB",
    list_minor: 690_000,
    discount_minor: 0,
    coupon_code: null,
    refunded_minor: 0,
    pay_url: null,
    created_at: "2026-11-21T10:00:00Z",
    expires_at: "2026-11-21T11:00:00Z",
    paid_at: "2026-11-21T10:02:00Z",
    receipt: { buyer_name: "Darya Smirnova", buyer_email: "darya@example.org", vat_code: 1, vat_minor: null, terms_version: "1", terms_accepted_at: "2026-11-21T10:00:00Z" },
    refunds: [],
    ...part,
  };
}

export function refund(number: number, part: Partial<Schemas["RefundOut"]> = {}): Schemas["RefundOut"] {
  return { id: id(600 + number), amount_minor: 490_000, state: "done", reason: "Asked for it", failure: null, created_at: "2026-11-21T12:00:00Z", done_at: "2026-11-21T12:01:00Z", ...part };
}
