/** «1,5» or "1.5": hundredths of a point as people write them. */
export function pointsText(points: number, language: string): string {
  return new Intl.NumberFormat(language === "ru" ? "ru-RU" : "en-GB", { maximumFractionDigits: 2 }).format(points / 100);
}

/** What was typed as points, in hundredths; undefined when it is no number. */
export function readPoints(text: string): number | undefined {
  const value = readNumber(text);
  return value === undefined ? undefined : Math.round(value * 100);
}

/** The number somebody typed, with a comma or a point, as the server reads it: `3,14`, `−2`, `1 000`, `6.02e23`. */
export function readNumber(text: string): number | undefined {
  const compact = text.replace(/[\s\u200B\u2060\uFEFF\u00AD]/g, "").replaceAll(",", ".").replace(/[−–‐]/g, "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(compact)) return undefined;
  const value = Number(compact);
  return Number.isFinite(value) ? value : undefined;
}

/** Seconds of «12:40», «1:02:03» or «75»; undefined when it is none of them. */
export function readClock(text: string): number | undefined {
  if (!/^\d{1,4}(:[0-5]?\d){0,2}$/.test(text.trim())) return undefined;
  return text.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
