/** What a key does to a player. */
export type KeyAct =
  | { act: "toggle" | "mute" | "full" | "float" | "help" }
  | { act: "skip"; ms: number }
  | { act: "volume"; by: number }
  | { act: "rate"; direction: 1 | -1 }
  | { act: "tenth"; tenth: number };

/** Letters are told by their place, so that they work in a Russian layout as well. */
const BY_CODE: Record<string, KeyAct> = {
  Space: { act: "toggle" },
  KeyK: { act: "toggle" },
  KeyJ: { act: "skip", ms: -10_000 },
  KeyL: { act: "skip", ms: 10_000 },
  ArrowLeft: { act: "skip", ms: -5000 },
  ArrowRight: { act: "skip", ms: 5000 },
  ArrowUp: { act: "volume", by: 0.05 },
  ArrowDown: { act: "volume", by: -0.05 },
  KeyM: { act: "mute" },
  KeyF: { act: "full" },
  KeyP: { act: "float" },
};

interface Press {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function keyAct(press: Press): KeyAct | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.key === "?" || (press.shiftKey && press.code === "Slash") || (press.shiftKey && press.code === "Digit7" && press.key === "?")) return { act: "help" };
  if (press.key === "<" || (press.shiftKey && press.code === "Comma")) return { act: "rate", direction: -1 };
  if (press.key === ">" || (press.shiftKey && press.code === "Period")) return { act: "rate", direction: 1 };
  if (press.shiftKey) return undefined;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (digit !== undefined) return { act: "tenth", tenth: Number(digit) };
  return BY_CODE[press.code];
}
