import type { WatchCurve } from "@/features/progress/api/progress";

/** At most `most` columns of equal width, each the most of what stands under it. */
export function columns(values: readonly number[], most: number): number[] {
  const width = Math.max(1, Math.ceil(values.length / most));
  return Array.from({ length: Math.ceil(values.length / width) }, (_, at) => Math.max(...values.slice(at * width, (at + 1) * width)));
}

/** A moment that is watched again more than those around it. */
export interface Moment {
  second: number;
  viewers: number;
  /** How often it was watched again. */
  again: number;
}

/**
 * Where people come back to: the moments watched again most, at least half a minute and a thirtieth of the lecture apart.
 * What is watched again a quarter as often as the hottest is chance.
 */
export function hottest({ watched, views, bucket_s: bucket, length_s: length }: WatchCurve, most = 5): Moment[] {
  const apart = Math.max(30, length / 30);
  const again = views.map((count, at) => count - (watched[at] ?? 0));
  const found: Moment[] = [];
  const order = again.map((count, at) => ({ count, at })).filter(({ count }) => count > 0);
  // The first second of what is equally hot: there one has to begin.
  order.sort((a, b) => b.count - a.count || a.at - b.at);
  for (const { count, at } of order) {
    if (found.length === most || count * 4 <= (found[0]?.again ?? 0)) break;
    const second = at * bucket;
    if (found.every((moment) => Math.abs(moment.second - second) >= apart)) found.push({ second, viewers: watched[at] ?? 0, again: count });
  }
  return found;
}
