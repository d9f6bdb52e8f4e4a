const NBSP = "\u00A0";

/** Russian setting: short words, dashes, numbers and their units stay with their neighbours. */
export function bind(text: string): string {
  return text
    .replace(/(?<=^|[\s(«„\u00A0])([А-Яа-яЁё]{1,2}|№) (?=\S)/g, `$1${NBSP}`)
    .replace(/ (?=[—–](?:\s|$))/g, NBSP)
    .replace(/(?<=\d|\}\}) (?=[%₽А-Яа-яЁё])/g, NBSP)
    .replace(/(?<=\d) (?=\d{3})/g, NBSP);
}

/** The same for every string of a tree of translations. */
export function bindSpaces<T>(words: T): T {
  if (typeof words === "string") return bind(words) as T;
  if (words === null || typeof words !== "object") return words;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, bindSpaces(value as unknown)])) as T;
}
