import type { Activity } from "@/features/dashboard/api/learning";

export type Day = Activity["days"][number];

const DAY_MS = 86_400_000;
const plus = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** All days from Monday `from` to `to` by weeks; those on which nothing was done as well. */
export function weeksOf({ from, to, days }: Activity): Day[][] {
  const known = new Map(days.map((day) => [day.day, day]));
  const weeks: Day[][] = [];
  for (let monday = from; monday <= to; monday = plus(monday, 7)) {
    const week = Array.from({ length: 7 }, (_, index) => plus(monday, index)).filter((day) => day <= to);
    weeks.push(week.map((day) => known.get(day) ?? { day, watched_ms: 0, lessons_done: 0, tests_done: 0 }));
  }
  return weeks;
}

/** Months as they begin, each with how many weeks stand under its name. */
export function monthsOf(weeks: readonly Day[][]): { month: string; weeks: number }[] {
  const months: { month: string; weeks: number }[] = [];
  for (const week of weeks) {
    const month = (week[0]?.day ?? "").slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) last.weeks += 1;
    else months.push({ month, weeks: 1 });
  }
  return months;
}

/** How much was done, from 0 to 4. A lesson or a test counts as ten minutes: it may be short and hard. */
export function levelOf(day: Day): number {
  const minutes = day.watched_ms / 60_000 + 10 * (day.lessons_done + day.tests_done);
  return minutes === 0 ? 0 : 1 + [20, 45, 90].filter((step) => minutes >= step).length;
}
