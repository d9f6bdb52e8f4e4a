/** One of the eight course inks: ground, marks that are ahead, marks that are done. */
export interface CoverInk {
  name: string;
  ground: string;
  middle: string;
  light: string;
}

/** Grounds equal `--ink-*` of the tokens. */
const INKS: CoverInk[] = [
  { name: "pine", ground: "#123F3A", middle: "#2E8576", light: "#8FD8C4" },
  { name: "sea", ground: "#173F63", middle: "#3F7FB5", light: "#A9D3F5" },
  { name: "plum", ground: "#47264F", middle: "#8C559A", light: "#DDB6E6" },
  { name: "clay", ground: "#6B2F22", middle: "#BE6A4E", light: "#F3BFA5" },
  { name: "ochre", ground: "#5E4210", middle: "#AD8130", light: "#F2D48B" },
  { name: "moss", ground: "#3B4720", middle: "#7C8F48", light: "#D3DFA0" },
  { name: "wine", ground: "#5C1F38", middle: "#AD5078", light: "#F0B3CB" },
  { name: "slate", ground: "#2D3A4A", middle: "#64809D", light: "#C3D4E6" },
];

/** FNV-1a, 32 bits, with a last stir: neighbouring ids must not look alike. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

export function coverLook(seed: string): { ink: CoverInk; pattern: number; hash: number } {
  const hash = hashOf(seed);
  const ink = INKS[(hash >>> 9) % INKS.length] ?? { name: "pine", ground: "#123F3A", middle: "#2E8576", light: "#8FD8C4" };
  return { ink, pattern: (hash >>> 17) % 5, hash };
}
