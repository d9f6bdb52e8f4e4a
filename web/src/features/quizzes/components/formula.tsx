import { useEffect, useRef, useState } from "react";

import css from "./formula.module.css";

/** KaTeX loads with the first formula; until then, and when the formula is wrong, its source stands there. */
export function Formula({ tex, display }: { tex: string; display?: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let gone = false;
    void Promise.all([import("katex"), import("katex/dist/katex.min.css")])
      .then(([{ default: katex }]) => {
        if (gone || place.current === null) return;
        // Elements, not HTML: the page's content policy forbids styles in attributes of text.
        katex.render(tex, place.current, { displayMode: display === true, throwOnError: true, output: "htmlAndMathml", trust: false, maxExpand: 500, maxSize: 20 });
        setDrawn(true);
      })
      .catch(() => {
        if (!gone) setDrawn(false);
      });
    return () => {
      gone = true;
    };
  }, [tex, display]);
  return (
    <span className={display === true ? css.display : css.inline}>
      <span ref={place} hidden={!drawn} />
      {!drawn && <code>{tex}</code>}
    </span>
  );
}
