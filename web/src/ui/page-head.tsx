import type { ReactNode } from "react";

import css from "./page-head.module.css";

interface PageHeadProps {
  title: ReactNode;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Where this page stands: links above the title. */
  crumbs?: ReactNode;
  actions?: ReactNode;
}

/** The head of an inner page: where I am, what it is, what can be done. */
export function PageHead({ title, lead, crumbs, actions }: PageHeadProps) {
  return (
    <header className={css.head}>
      <div className={css.words}>
        {crumbs !== undefined && <div className={css.crumbs}>{crumbs}</div>}
        <h1>{title}</h1>
        {lead !== undefined && <p className={css.lead}>{lead}</p>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </header>
  );
}
