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
