import type { Choice, Item, Mistake, NumberBody, Question, ShortText } from "./model";
import { FULL_SHARE, hasShares, markers, rightShare } from "./model";

/** How far shares may be from the whole for each right option: a third is 33.33 %. */
const SHARE_SLACK = 2;

/** The most common mistakes, said while the teacher types; the server has the last word and the whole list. */
export function validate(question: Question): Mistake[] {
  const found: Mistake[] = [];
  const add = (path: string, code: string) => void found.push({ path, code });
  const text = (path: string, value: string) => value.trim() === "" && add(path, "empty");
  const twins = (path: string, items: readonly Item[]) => {
    const seen = new Set<string>();
    for (const [n, each] of items.entries()) {
      const words = each.text.trim();
      if (words !== "" && seen.has(words)) add(`${path}[${n}].text`, "duplicate_text");
      seen.add(words);
    }
  };
  const items = (path: string, list: readonly Item[], min: number) => {
    if (list.length < min) add(path, "too_few");
    for (const [n, each] of list.entries()) text(`${path}[${n}].text`, each.text);
    twins(path, list);
  };
  const options = (at: string, choice: Choice) => {
    items(`${at}.options`, choice.options, 2);
    if (!choice.options.some(({ right }) => right)) add(`${at}.options`, "no_right_answer");
  };
  const shares = (at: string, { options: all }: Choice) => {
    if (!hasShares(all)) return;
    const before = found.length;
    for (const [n, { right, share }] of all.entries()) {
      const path = `${at}.options[${n}].share`;
      if (Number.isNaN(share)) add(path, "not_a_number");
      else if (Math.abs(share ?? 0) > FULL_SHARE) add(path, "out_of_range");
      else if ((share ?? 0) > 0 !== right) add(path, right ? "right_without_share" : "share_contradicts_right");
    }
    if (found.length > before) return;
    const count = all.filter(({ right }) => right).length;
    if (count > 0 && Math.abs(rightShare(all) - FULL_SHARE) > SHARE_SLACK * count) add(`${at}.options`, "shares_do_not_add_up");
  };
  const number = (at: string, body: NumberBody) => {
    for (const [n, { range }] of body.accepted.entries()) {
      const path = `${at}.accepted[${n}].range`;
      if (range.kind === "near") {
        if (!Number.isFinite(range.value)) add(`${path}.value`, "not_a_number");
        if (!(range.tolerance >= 0)) add(`${path}.tolerance`, "out_of_range");
      } else if (!Number.isFinite(range.low) || !Number.isFinite(range.high)) add(path, "not_a_number");
      else if (range.low > range.high) add(path, "ends_reversed");
    }
    if (!body.accepted.some(({ share }) => (share ?? FULL_SHARE) === FULL_SHARE)) add(`${at}.accepted`, "no_right_answer");
  };
  const shortText = (at: string, body: ShortText) => {
    for (const [n, form] of body.forms.entries()) text(`${at}.forms[${n}].text`, form.text);
    if (!body.forms.some(({ share }) => (share ?? FULL_SHARE) === FULL_SHARE)) add(`${at}.forms`, "no_right_answer");
  };

  const { body } = question;
  if (body.kind !== "gaps") text("prompt", question.prompt);
  if (!(question.points >= 0 && question.points <= 100_000)) add("points", "out_of_range");
  if (!((question.penalty ?? 0) >= 0 && (question.penalty ?? 0) <= question.points)) add("penalty", "out_of_range");
  switch (body.kind) {
    case "single":
      options("body", body);
      break;
    case "multiple":
      options("body", body);
      shares("body", body);
      break;
    case "number":
      number("body", body);
      break;
    case "short_text":
      shortText("body", body);
      break;
    case "matching":
      items("body.lefts", body.lefts, 1);
      items("body.rights", body.rights, 2);
      for (const [n, left] of body.lefts.entries()) if (!body.pairs.some((pair) => pair.left === left.id && body.rights.some(({ id }) => id === pair.right))) add(`body.lefts[${n}]`, "not_matched");
      break;
    case "ordering":
      items("body.items", body.items, 2);
      break;
    case "gaps": {
      text("body.text", body.text);
      const marks = markers(body.text);
      if (body.text.trim() !== "" && marks.length === 0) add("body.gaps", "too_few");
      for (const [n, gap] of body.gaps.entries()) {
        const at = `body.gaps[${n}]`;
        if (marks.filter((id) => id === gap.id).length > 1) add(at, "marker_twice");
        if (gap.fill.kind === "text") shortText(`${at}.fill`, gap.fill);
        else if (gap.fill.kind === "number") number(`${at}.fill`, gap.fill);
        else options(`${at}.fill`, gap.fill);
      }
      break;
    }
    default:
      break;
  }
  return found;
}

/** The code of the first mistake at exactly this field. */
export function mistakeAt(mistakes: readonly Mistake[], path: string): string | undefined {
  return mistakes.find((mistake) => mistake.path === path)?.code;
}
