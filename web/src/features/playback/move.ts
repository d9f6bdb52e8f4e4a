/** What is known when it is asked whether now is the time to move to a newer generation. */
export interface MoveMoment {
  /** The generation that plays. */
  current: number;
  /** The newest that is published. */
  newest: number;
  /** Since when the newer one is known, ms. */
  since: number;
  now: number;
  /** `boundary`: one segment ends and the next begins; the others are moments when nobody looks or everything stops anyway. */
  moment: "pause" | "seek" | "hidden" | "stall" | "boundary";
}

/** Nobody should notice the move; after this long the next quiet boundary will do. */
const PATIENCE_MS = 30_000;

export function isTimeToMove({ current, newest, since, now, moment }: MoveMoment): boolean {
  if (newest <= current) return false;
  return moment !== "boundary" || now - since >= PATIENCE_MS;
}
