import type { ReactNode } from "react";
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconPlayerPlayFilled } from "@tabler/icons-react";

import { cx } from "./cx";
import css from "./note.module.css";

const ICONS = { info: IconInfoCircle, now: IconPlayerPlayFilled, positive: IconCircleCheck, warning: IconAlertTriangle, bad: IconAlertCircle };

interface NoteProps {
  kind?: keyof typeof ICONS | undefined;
  children: ReactNode;
  /** A button at the end. */
  action?: ReactNode;
}

/** A sentence that stays on the page: what happened, what is safe, what next. */
export function Note({ kind = "info", children, action }: NoteProps) {
  const Icon = ICONS[kind];
  return (
    <div className={cx(css.note, css[kind])} role={kind === "bad" ? "alert" : "status"}>
      <Icon size={20} stroke={1.75} aria-hidden="true" className={css.icon} />
      <div className={css.words}>{children}</div>
      {action}
    </div>
  );
}
