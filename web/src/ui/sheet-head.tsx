import type { ReactNode } from "react";

import css from "./sheet-head.module.css";

/** The head of a sheet: its name, and a link or a control at the end. */
export function SheetHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={css.head}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
