/** What a viewer chose on this device, for every lesson. */
export interface Preferences {
  volume: number;
  muted: boolean;
  rate: number;
  /** Height of the chosen quality; `auto` follows the line. */
  quality: number | "auto";
}

const KEY = "lectern-player";
const FIRST: Preferences = { volume: 1, muted: false, rate: 1, quality: "auto" };

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Storage is whatever is in it: every value is checked. */
export function readPreferences(storage: Pick<Storage, "getItem"> | undefined = safeStorage()): Preferences {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return FIRST;
    const { volume, muted, rate, quality } = kept as Record<string, unknown>;
    return {
      volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : FIRST.volume,
      muted: muted === true,
      rate: typeof rate === "number" && rate >= 0.5 && rate <= 3 ? rate : FIRST.rate,
      quality: typeof quality === "number" && quality > 0 ? quality : FIRST.quality,
    };
  } catch {
    return FIRST;
  }
}

export function keepPreferences(preferences: Preferences, storage: Pick<Storage, "setItem"> | undefined = safeStorage()): void {
  try {
    storage?.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // full or closed storage: the choice lives until the page is left
  }
}

/** Reading `localStorage` itself throws in some private windows. */
export function safeStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** The next speed up or down the list; from a speed between two, the neighbour. */
export function nextRate(rate: number, direction: 1 | -1): number {
  const found = direction > 0 ? RATES.find((each) => each > rate) : RATES.findLast((each) => each < rate);
  return found ?? rate;
}
