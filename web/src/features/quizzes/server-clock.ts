/** Times at which the student is told how much is left, ms before the end. */
export const WARNINGS_MS = [300_000, 60_000] as const;

/** How far the server's clock is ahead of ours: its time belongs to the middle of the request. */
export function clockOffset(serverNow: string, askedAt: number, cameAt: number): number {
  return new Date(serverNow).getTime() - (askedAt + cameAt) / 2;
}

/** What is left until the deadline by the server's clock, never below zero. */
export function leftMs(deadline: string, now: number, offset: number): number {
  return Math.max(0, new Date(deadline).getTime() - (now + offset));
}

/** The warning that was just crossed; several at once (a lid was closed) give the last one. */
export function crossed(before: number, after: number): number | undefined {
  return WARNINGS_MS.filter((mark) => before > mark && after <= mark && after > 0).at(-1);
}
