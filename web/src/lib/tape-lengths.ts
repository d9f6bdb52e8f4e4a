const [SHORTEST_MS, LONGEST_TEXT_MS] = [30_000, 4 * 60_000];

/**
 * Lengths of lessons as a tape draws them, in ms. A lesson of text (0) has no length of its own: it takes half of what
 * a video of the same course takes, so that words never look longer than lectures.
 */
export function tapeLengths(lengths: readonly number[]): number[] {
  const videos = lengths.filter((length) => length > 0);
  const usual = videos.length === 0 ? LONGEST_TEXT_MS : videos.reduce((sum, length) => sum + length, 0) / videos.length;
  const text = Math.min(LONGEST_TEXT_MS, Math.max(SHORTEST_MS, usual / 2));
  return lengths.map((length) => (length > 0 ? Math.max(length, SHORTEST_MS) : text));
}
