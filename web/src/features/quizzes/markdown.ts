/** A piece of a line. */
export type Inline =
  | { type: "text"; text: string }
  | { type: "code"; text: string }
  | { type: "math"; tex: string; display: boolean }
  | { type: "strong" | "em" | "strike"; inside: Inline[] }
  | { type: "link"; href: string; inside: Inline[] }
  | { type: "picture"; src: string; alt: string }
  | { type: "gap"; id: string }
  | { type: "break" };
export type Block =
  | { type: "paragraph"; inside: Inline[] }
  | { type: "heading"; inside: Inline[] }
  | { type: "list"; ordered: boolean; items: Inline[][] }
  | { type: "quote"; inside: Inline[] }
  | { type: "code"; text: string }
  | { type: "math"; tex: string };

const LIST = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;

/** The Markdown of a question in blocks: a small part of it, made into elements and never into HTML. */
export function blocks(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const found: Block[] = [];
  let paragraph: string[] = [];
  const end = () => {
    if (paragraph.length > 0) found.push({ type: "paragraph", inside: inline(paragraph.join("\n")) });
    paragraph = [];
  };
  const until = (start: number, closes: (line: string) => boolean) => {
    const at = lines.findIndex((line, n) => n > start && closes(line));
    return at < 0 ? lines.length : at;
  };
  for (let n = 0; n < lines.length; n += 1) {
    const line = lines[n] ?? "";
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (line.trim() === "") end();
    else if (/^\s{0,3}(```|~~~)/.test(line)) {
      end();
      const fence = line.trim().slice(0, 3);
      const last = until(n, (each) => each.trim().startsWith(fence));
      found.push({ type: "code", text: lines.slice(n + 1, last).join("\n") });
      n = last;
    } else if (line.trim() === "$$") {
      end();
      const last = until(n, (each) => each.trim() === "$$");
      found.push({ type: "math", tex: lines.slice(n + 1, last).join("\n") });
      n = last;
    } else if (heading !== null) {
      end();
      found.push({ type: "heading", inside: inline(heading[1] ?? "") });
    } else if (/^\s{0,3}>\s?/.test(line)) {
      end();
      let last = n;
      while (/^\s{0,3}>/.test(lines[last + 1] ?? "")) last += 1;
      found.push({ type: "quote", inside: inline(lines.slice(n, last + 1).map((each) => each.replace(/^\s{0,3}>\s?/, "")).join("\n")) });
      n = last;
    } else if (LIST.test(line) && (paragraph.length === 0 || LIST.exec(line)?.[1] !== undefined)) {
      end();
      const ordered = LIST.exec(line)?.[2] !== undefined;
      const items: string[] = [];
      let at = n;
      for (; at < lines.length; at += 1) {
        const item = LIST.exec(lines[at] ?? "");
        if (item !== null && (item[2] !== undefined) === ordered) items.push(item[3] ?? "");
        else if (/^\s{2,}\S/.test(lines[at] ?? "") && items.length > 0) items[items.length - 1] += `\n${(lines[at] ?? "").trim()}`;
        else break;
      }
      found.push({ type: "list", ordered, items: items.map(inline) });
      n = at - 1;
    } else paragraph.push(line);
  }
  end();
  return found;
}

const PATTERNS: [RegExp, (match: RegExpExecArray) => Inline | undefined][] = [
  [/^\\([\\`*_{}[\]()#+\-.!$~<>|])/, (m) => ({ type: "text", text: m[1] ?? "" })],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => ({ type: "code", text: (m[2] ?? "").trim() })],
  [/^\$\$([\s\S]+?)\$\$/, (m) => ({ type: "math", tex: m[1] ?? "", display: true })],
  [/^\$(?![\s\d]*\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)/, (m) => ({ type: "math", tex: m[1] ?? "", display: false })],
  [/^\[\[(\d+)\]\]/, (m) => ({ type: "gap", id: m[1] ?? "" })],
  [/^!\[([^\]]*)\]\(\s*([^\s)]+)(?:\s+"[^"]*")?\s*\)/, (m) => (isPicture(m[2] ?? "") ? { type: "picture", alt: m[1] ?? "", src: m[2] ?? "" } : undefined)],
  [/^\[([^\]]+)\]\(\s*([^\s)]+)(?:\s+"[^"]*")?\s*\)/, (m) => (isLink(m[2] ?? "") ? { type: "link", href: m[2] ?? "", inside: inline(m[1] ?? "") } : undefined)],
  [/^(\*\*|__)(?=\S)([\s\S]+?\S|\S)\1/, (m) => ({ type: "strong", inside: inline(m[2] ?? "") })],
  [/^~~(?=\S)([\s\S]+?)~~/, (m) => ({ type: "strike", inside: inline(m[1] ?? "") })],
  [/^\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/, (m) => ({ type: "em", inside: inline(m[1] ?? "") })],
  [/^_(?=[^\s_])([\s\S]*?[^\s_])_(?![\p{L}\d_])/u, (m) => ({ type: "em", inside: inline(m[1] ?? "") })],
  [/^(?: {2,}|\\)\n/, () => ({ type: "break" })],
];

/** The pieces of a line or a paragraph. What looks like markup and is none stays as it was typed. */
export function inline(source: string): Inline[] {
  const found: Inline[] = [];
  const say = (text: string) => {
    const last = found.at(-1);
    if (last?.type === "text") last.text += text;
    else found.push({ type: "text", text });
  };
  let rest = source;
  let before = "";
  while (rest !== "") {
    const start = rest.search(/[\\`$[!*_~ ]/);
    if (start !== 0) {
      const plain = start < 0 ? rest : rest.slice(0, start);
      say(plain);
      before = plain.slice(-1);
      rest = rest.slice(plain.length);
      continue;
    }
    const hit = match(rest, before);
    if (hit === undefined) {
      say(rest.charAt(0));
      before = rest.charAt(0);
      rest = rest.slice(1);
    } else {
      if (hit.piece.type === "text") say(hit.piece.text);
      else found.push(hit.piece);
      before = rest.charAt(hit.length - 1);
      rest = rest.slice(hit.length);
    }
  }
  return found;
}

function match(rest: string, before: string): { piece: Inline; length: number } | undefined {
  for (const [pattern, make] of PATTERNS) {
    const hit = pattern.exec(rest);
    if (hit === null) continue;
    // An underscore inside a word is a letter of it: snake_case.
    if (rest.startsWith("_") && /[\p{L}\d]/u.test(before)) return undefined;
    const piece = make(hit);
    if (piece !== undefined) return { piece, length: hit[0].length };
  }
  return undefined;
}

const isLink = (href: string) => /^(https?:\/\/|mailto:|\/(?!\/)|#)/i.test(href);
/** Pictures come from the school itself: another site would learn who takes the test. */
const isPicture = (src: string) => /^\/(?!\/)/.test(src);

const GREEK = "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ Psi Ψ Omega Ω nabla ∇ infty ∞ cdot · times × pm ± le ≤ leq ≤ ge ≥ geq ≥ neq ≠ ne ≠ approx ≈ to → partial ∂ sum ∑ int ∫ in ∈".split(" ");
const SIGNS = new Map(GREEK.flatMap((name, n) => (n % 2 === 0 ? [[name, GREEK[n + 1] ?? ""] as const] : [])));

/** A formula as far as a line of plain letters can carry it. */
function texWords(tex: string): string {
  return tex.replace(/\\([A-Za-z]+) ?/g, (_, name: string) => SIGNS.get(name) ?? name).replace(/[{}]/g, "");
}

/** The words alone, for lists, labels and screen readers. */
export function plainText(source: string, gap = "…"): string {
  const words = (pieces: readonly Inline[]): string =>
    pieces
      .map((piece) => {
        if (piece.type === "gap") return gap;
        if (piece.type === "break") return " ";
        if (piece.type === "math") return texWords(piece.tex);
        if (piece.type === "picture") return piece.alt;
        return "inside" in piece ? words(piece.inside) : piece.text;
      })
      .join("");
  return blocks(source)
    .map((block) => (block.type === "list" ? block.items.map(words).join("; ") : "inside" in block ? words(block.inside) : block.type === "math" ? texWords(block.tex) : block.text))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}
