import type { ReactNode } from "react";
import { Fragment, useMemo } from "react";

import { cx } from "@/ui/cx";
import type { Inline } from "@/features/quizzes/markdown";
import { blocks, inline } from "@/features/quizzes/markdown";

import { Formula } from "./formula";

interface WordsProps {
  /** Markdown of the teacher. */
  text: string;
  /** What stands at a marker `[[1]]`. */
  gap?: ((id: string) => ReactNode) | undefined;
  className?: string | undefined;
}

/** The teacher's words: Markdown with formulas and pictures, made of elements, so that nothing of it can be a script. */
export function Words({ text, gap, className }: WordsProps) {
  const parsed = useMemo(() => blocks(text), [text]);
  return (
    <div className={cx("read", className)}>
      {parsed.map((block, n) => {
        switch (block.type) {
          case "code":
            return (
              <pre key={n}>
                <code>{block.text}</code>
              </pre>
            );
          case "math":
            return <Formula key={n} tex={block.tex} display />;
          case "list": {
            const List = block.ordered ? "ol" : "ul";
            return (
              <List key={n}>
                {block.items.map((item, at) => (
                  <li key={at}>{pieces(item, gap)}</li>
                ))}
              </List>
            );
          }
          case "quote":
            return <blockquote key={n}>{pieces(block.inside, gap)}</blockquote>;
          case "heading":
            return (
              <p key={n}>
                <strong>{pieces(block.inside, gap)}</strong>
              </p>
            );
          case "paragraph":
            return <p key={n}>{pieces(block.inside, gap)}</p>;
        }
      })}
    </div>
  );
}

/** A few words in a line: an option, an item. */
export function Line({ text }: { text: string }) {
  return <>{pieces(inline(text))}</>;
}

function pieces(inside: readonly Inline[], gap?: (id: string) => ReactNode): ReactNode {
  return inside.map((piece, n) => {
    switch (piece.type) {
      case "text":
        return <Fragment key={n}>{piece.text}</Fragment>;
      case "code":
        return <code key={n}>{piece.text}</code>;
      case "math":
        return <Formula key={n} tex={piece.tex} display={piece.display} />;
      case "strong":
        return <strong key={n}>{pieces(piece.inside, gap)}</strong>;
      case "em":
        return <em key={n}>{pieces(piece.inside, gap)}</em>;
      case "strike":
        return <del key={n}>{pieces(piece.inside, gap)}</del>;
      case "link":
        return (
          <a key={n} href={piece.href} target="_blank" rel="noopener noreferrer">
            {pieces(piece.inside, gap)}
          </a>
        );
      case "picture":
        return <img key={n} src={piece.src} alt={piece.alt} loading="lazy" />;
      case "gap":
        return <Fragment key={n}>{gap === undefined ? `[[${piece.id}]]` : gap(piece.id)}</Fragment>;
      case "break":
        return <br key={n} />;
    }
  });
}
