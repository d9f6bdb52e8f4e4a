import katex from "katex";
import "katex/dist/katex.min.css";

/** Draws each formula of a text in its place. A formula with a mistake stays as it was written, marked. */
export function drawMath(formulas: Iterable<HTMLElement>): void {
  for (const formula of formulas) {
    const tex = formula.dataset["tex"] ?? "";
    katex.render(tex, formula, { displayMode: isBlock(formula), throwOnError: false, errorColor: "var(--danger)", strict: "ignore", trust: false, maxSize: 40, maxExpand: 500 });
  }
}

const isBlock = (formula: HTMLElement) => formula.classList.contains("math-display");
