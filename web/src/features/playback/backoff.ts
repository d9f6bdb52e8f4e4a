const STEPS_S = [1, 2, 4, 8, 15];

/** How long to wait before the next try, in ms: 1, 2, 4, 8, then 15 s, each up to a fifth longer so that a class does not knock at once. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const step = STEPS_S[Math.min(Math.max(failures, 1), STEPS_S.length) - 1] ?? 15;
  return Math.round(step * 1000 * (1 + random() * 0.2));
}
