/** The chosen part of a text. */
export interface Selected {
  text: string;
  from: number;
  to: number;
}

/** Puts words around what is chosen; `sample` stands there when nothing is. What was put in stays chosen. */
export function surround({ text, from, to }: Selected, before: string, after: string, sample: string): Selected {
  const inside = text.slice(from, to) || sample;
  return { text: `${text.slice(0, from)}${before}${inside}${after}${text.slice(to)}`, from: from + before.length, to: from + before.length + inside.length };
}

/** Puts a piece on lines of its own. */
export function insertBlock({ text, from, to }: Selected, piece: string): Selected {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const gapBefore = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const gapAfter = after === "" || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const at = before.length + gapBefore.length + piece.length;
  return { text: `${before}${gapBefore}${piece}${gapAfter}${after}`, from: at, to: at };
}

/** A picture's own words are said by screen readers: brackets in a file's name would break the link. */
export const pictureMarkdown = (name: string, url: string): string => `![${name.replace(/\.[^.]+$/, "").replace(/[[\]\\]/g, " ").trim()}](${url})`;
