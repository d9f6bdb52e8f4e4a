import type { ReactNode } from "react";

import { cx } from "./cx";
import css from "./table.module.css";

interface TableProps {
  /** What the table lists; read out, not shown. */
  caption: string;
  head: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** Rows for operators: 13 px, 40 px high, scrolled inside its own sheet. Cells with numbers take `data-number`. */
export function Table({ caption, head, children, className }: TableProps) {
  return (
    <div className={css.scroll}>
      <table className={cx(css.table, className)}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
