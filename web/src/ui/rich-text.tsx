import { useEffect, useRef } from "react";

import { cx } from "./cx";

interface RichTextProps {
  /** Made and sanitised by the server; nothing else may be given. */
  html: string;
  /** The words' language: the teacher's, not the interface's. */
  lang?: string | undefined;
  className?: string | undefined;
}

/** Words of a teacher. Where there is a formula, KaTeX is loaded and draws it; pages without one do not carry it. */
export function RichText({ html, lang, className }: RichTextProps) {
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const formulas = [...(text.current?.querySelectorAll<HTMLElement>(".math[data-tex]") ?? [])];
    if (formulas.length === 0) return;
    let gone = false;
    // Without the file the formulas stay readable as TeX.
    void import("@/math/draw-math").then(({ drawMath }) => !gone && drawMath(formulas)).catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [html]);
  return <div ref={text} className={cx("read", className)} lang={lang} dangerouslySetInnerHTML={{ __html: html }} />;
}
