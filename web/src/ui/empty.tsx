import type { ReactNode } from "react";

import css from "./empty.module.css";

interface EmptyProps {
  title: string;
  /** What to do next; a sentence. */
  children?: ReactNode;
  actions?: ReactNode;
  /** Heading level, to keep the order of headings of the page. */
  level?: 1 | 2 | 3;
}

/** Nothing here, said calmly, with a way on. The picture is the tape with nothing on it. */
export function Empty({ title, children, actions, level = 2 }: EmptyProps) {
  const Heading = `h${level}` as const;
  return (
    <div className={css.empty}>
      <svg viewBox="0 0 148 92" aria-hidden="true">
        {[18, 34, 12, 40, 26].map((width, index, all) => {
          const x = 4 + all.slice(0, index).reduce((sum, each) => sum + each + 2.5, 0);
          return <rect key={index} x={x} y="44" width={width} height="10" rx="2" className={css.bar} />;
        })}
        <rect x="35" y="36" width="8" height="26" rx="4" className={css.head} />
        <path d="M39 14v12" className={css.ray} />
        <path d="M24 19l6 9" className={css.ray} />
        <path d="M54 19l-6 9" className={css.ray} />
      </svg>
      <Heading className={css.title}>{title}</Heading>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
