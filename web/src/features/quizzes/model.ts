/** What a question is, as the server keeps it. Points are in hundredths, shares in basis points. */
export const KINDS = ["single", "multiple", "true_false", "number", "short_text", "matching", "ordering", "gaps", "essay"] as const;
export type Kind = (typeof KINDS)[number];
export const FULL_SHARE = 10_000;

export interface Anchor {
  lesson: string;
  second: number;
}
export interface ChoiceOption {
  id: string;
  text: string;
  right: boolean;
  share?: number | null;
  feedback?: string | null;
}
export interface Choice {
  options: ChoiceOption[];
}
export interface TrueFalse {
  right: boolean;
  feedback_true?: string | null;
  feedback_false?: string | null;
}
export type NumberRange = { kind: "near"; value: number; tolerance: number } | { kind: "between"; low: number; high: number };
export interface AcceptedNumber {
  range: NumberRange;
  share?: number;
  feedback?: string | null;
}
export interface NumberBody {
  accepted: AcceptedNumber[];
}
export interface TextForm {
  text: string;
  share?: number;
  feedback?: string | null;
}
export interface ShortText {
  forms: TextForm[];
  compare?: { case_sensitive?: boolean; strict_yo?: boolean };
}
export interface Item {
  id: string;
  text: string;
}
export interface Matching {
  lefts: Item[];
  rights: Item[];
  pairs: { left: string; right: string }[];
}
export interface Ordering {
  items: Item[];
  order: string[];
}
export type GapFill = ({ kind: "text" } & ShortText) | ({ kind: "number" } & NumberBody) | ({ kind: "choice" } & Choice);
export interface Gap {
  id: string;
  weight?: number;
  fill: GapFill;
}
export interface Gaps {
  text: string;
  gaps: Gap[];
}
export interface Essay {
  guide?: string | null;
  max_chars?: number;
}
export type Body =
  | ({ kind: "single" } & Choice)
  | ({ kind: "multiple" } & Choice)
  | ({ kind: "true_false" } & TrueFalse)
  | ({ kind: "number" } & NumberBody)
  | ({ kind: "short_text" } & ShortText)
  | ({ kind: "matching" } & Matching)
  | ({ kind: "ordering" } & Ordering)
  | ({ kind: "gaps" } & Gaps)
  | ({ kind: "essay" } & Essay);
export type BodyOf<K extends Kind> = Extract<Body, { kind: K }>;

export interface Question {
  title?: string | null;
  prompt: string;
  points: number;
  penalty?: number;
  credit?: "partial" | "all_or_nothing";
  explanation?: string | null;
  hint?: string | null;
  tags?: string[];
  topic?: string | null;
  anchor?: Anchor | null;
  body: Body;
}

/** One mistake of a question: the field as in JSON, `body.options[2].text`, and what is wrong. */
export interface Mistake {
  path: string;
  code: string;
}

export type Answer =
  | { kind: "single"; option: string }
  | { kind: "multiple"; options: string[] }
  | { kind: "true_false"; value: boolean }
  | { kind: "number"; text: string }
  | { kind: "short_text"; text: string }
  | { kind: "matching"; pairs: Record<string, string> }
  | { kind: "ordering"; order: string[] }
  | { kind: "gaps"; gaps: Record<string, string> }
  | { kind: "essay"; text: string };

export type StudentFill = { kind: "text" } | { kind: "number" } | { kind: "choice"; options: Item[] };
export type StudentBody =
  | { kind: "single"; options: Item[] }
  | { kind: "multiple"; options: Item[] }
  | { kind: "true_false" }
  | { kind: "number" }
  | { kind: "short_text" }
  | { kind: "matching"; lefts: Item[]; rights: Item[] }
  | { kind: "ordering"; items: Item[] }
  | { kind: "gaps"; text: string; gaps: { id: string; fill: StudentFill }[] }
  | { kind: "essay"; max_chars: number };
export interface StudentQuestion {
  prompt: string;
  points: number;
  penalty: number;
  hint?: string | null;
  body: StudentBody;
}

export type GradeState = "right" | "partial" | "wrong" | "awaiting_teacher" | "unanswered";
export type Verdict = "right" | "partial" | "wrong" | "missed";
export type Solution =
  | { kind: "options"; options: string[] }
  | { kind: "true_false"; value: boolean }
  | { kind: "number"; accepted: NumberRange[] }
  | { kind: "text"; forms: string[] }
  | { kind: "matching"; pairs: Record<string, string> }
  | { kind: "ordering"; order: string[] }
  | { kind: "gaps"; gaps: Record<string, Solution> };
export interface Reviewed {
  question: StudentQuestion;
  answer?: Answer | null;
  state?: GradeState | null;
  points?: number | null;
  parts?: { id: string; verdict: Verdict }[];
  watch_again?: Anchor | null;
  feedback?: Record<string, string>;
  solution?: Solution | null;
  explanation?: string | null;
}

/** Whether nothing was answered. */
export function isBlank(answer: Answer | null | undefined): boolean {
  if (answer == null) return true;
  switch (answer.kind) {
    case "single":
      return answer.option === "";
    case "multiple":
      return answer.options.length === 0;
    case "true_false":
      return false;
    case "matching":
      return Object.keys(answer.pairs).length === 0;
    case "ordering":
      return answer.order.length === 0;
    case "gaps":
      return Object.values(answer.gaps).every((text) => text.trim() === "");
    default:
      return answer.text.trim() === "";
  }
}

/** An option without a share of its own: it is counted evenly. */
export function evenly(option: ChoiceOption): ChoiceOption {
  const { share, ...rest } = option;
  return share === undefined ? option : rest;
}

export const hasShares = (options: readonly ChoiceOption[]): boolean => options.some(({ share }) => share != null);

/** What all right options earn together; NaN while one of them is no number. */
export const rightShare = (options: readonly ChoiceOption[]): number => options.reduce((sum, { right, share }) => sum + (right ? (share ?? 0) : 0), 0);

/** Shares of their own that count as no shares do: the right ones in equal parts, a wrong one takes back one of them. */
export function withShares(options: readonly ChoiceOption[]): ChoiceOption[] {
  const count = options.filter(({ right }) => right).length;
  const part = Math.floor(FULL_SHARE / Math.max(1, count));
  let rest = FULL_SHARE - part * count;
  return options.map((option) => {
    const share = option.right ? part + Math.min(1, rest) : -part;
    if (option.right && rest > 0) rest -= 1;
    return { ...option, share };
  });
}

/** The ids in the markers `[[1]]` of a text with gaps, in order. */
export function markers(text: string): string[] {
  return [...text.matchAll(/\[\[(\d+)\]\]/g)].map((match) => match[1] ?? "");
}

/** The question as its student gets it: nothing of the right answer. */
export function asAsked(question: Question): StudentQuestion {
  const plain = (items: readonly Item[]) => items.map(({ id, text }) => ({ id, text }));
  const body = ((): StudentBody => {
    const { body: own } = question;
    switch (own.kind) {
      case "single":
      case "multiple":
        return { kind: own.kind, options: plain(own.options) };
      case "matching":
        return { kind: "matching", lefts: plain(own.lefts), rights: plain(own.rights) };
      case "ordering":
        return { kind: "ordering", items: plain(own.items).sort((a, b) => (a.id < b.id ? -1 : 1)) };
      case "gaps":
        return { kind: "gaps", text: own.text, gaps: own.gaps.map(({ id, fill }) => ({ id, fill: fill.kind === "choice" ? { kind: "choice", options: plain(fill.options) } : { kind: fill.kind } })) };
      case "essay":
        return { kind: "essay", max_chars: own.max_chars ?? 20_000 };
      default:
        return { kind: own.kind };
    }
  })();
  return { prompt: question.prompt, points: question.points, penalty: question.penalty ?? 0, hint: question.hint ?? null, body };
}
