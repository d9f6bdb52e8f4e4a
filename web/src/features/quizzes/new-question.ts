import type { Body, Choice, Gap, Item, Kind, NumberBody, Question, ShortText } from "./model";
import { evenly, FULL_SHARE, markers } from "./model";

/** A new id; it must tell nothing of the right answer, so it is drawn. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(36).padStart(2, "0")).join("").slice(0, 8);
}

const item = (): Item => ({ id: newId(), text: "" });
const option = (right: boolean) => ({ ...item(), right });
export const newNumber = (): NumberBody => ({ accepted: [{ range: { kind: "near", value: 0, tolerance: 0 }, share: FULL_SHARE }] });
export const newText = (): ShortText => ({ forms: [{ text: "", share: FULL_SHARE }], compare: { case_sensitive: false, strict_yo: false } });
export const newChoice = (): Choice => ({ options: [option(true), option(false)] });

/** An empty body of a kind. */
export function newBody(kind: Kind): Body {
  switch (kind) {
    case "single":
      return { kind, options: [option(true), option(false), option(false)] };
    case "multiple":
      return { kind, options: [option(true), option(true), option(false)] };
    case "true_false":
      return { kind, right: true };
    case "number":
      return { kind, ...newNumber() };
    case "short_text":
      return { kind, ...newText() };
    case "matching": {
      const [lefts, rights] = [[item(), item()], [item(), item()]];
      return { kind, lefts, rights, pairs: lefts.map((left, n) => ({ left: left.id, right: rights[n]?.id ?? "" })) };
    }
    case "ordering": {
      const items = [item(), item(), item()];
      return { kind, items, order: items.map(({ id }) => id) };
    }
    case "gaps":
      return { kind, text: "", gaps: [] };
    case "essay":
      return { kind, max_chars: 20_000 };
  }
}

export function newQuestion(kind: Kind, topic?: string): Question {
  return { prompt: "", points: 100, penalty: 0, credit: "partial", tags: [], ...(topic !== undefined && topic !== "" && { topic }), body: newBody(kind) };
}

/** Another kind of the same question; options stay when both kinds have them. */
export function toKind(question: Question, kind: Kind): Question {
  const { body } = question;
  if (body.kind === kind) return question;
  if (kind === "multiple" && body.kind === "single") return { ...question, body: { kind, options: body.options.map(evenly) } };
  if (kind === "single" && body.kind === "multiple") {
    const first = body.options.find(({ right }) => right)?.id;
    return { ...question, body: { kind, options: body.options.map((option) => ({ ...evenly(option), right: option.id === first })) } };
  }
  return { ...question, body: newBody(kind) };
}

/** Gaps for the markers of a text: those there are stay as they are, in the order of the text. */
export function gapsFor(text: string, gaps: readonly Gap[]): Gap[] {
  const ids = [...new Set(markers(text))];
  return ids.map((id) => gaps.find((gap) => gap.id === id) ?? { id, weight: 1, fill: { kind: "text", ...newText() } });
}

/** The next free number for a marker. */
export function nextMarker(text: string): string {
  return String(Math.max(0, ...markers(text).map(Number)) + 1);
}
