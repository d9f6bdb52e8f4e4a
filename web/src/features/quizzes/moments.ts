/** Longer steps are jumps along the video: nothing is asked for what was jumped over. */
const LONGEST_STEP_MS = 2500;

export interface Moment {
  id: string;
  second: number;
}

/** The moment that playing from `before` to `now` has just reached. */
export function reached<T extends Moment>(moments: readonly T[], before: number, now: number): T | undefined {
  if (now < before || now - before > LONGEST_STEP_MS) return undefined;
  return moments.find(({ second }) => second * 1000 > before && second * 1000 <= now);
}
