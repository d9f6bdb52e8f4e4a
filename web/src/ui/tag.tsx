import type { ReactNode } from "react";

import { cx } from "./cx";
import css from "./tag.module.css";

interface TagProps {
  children: ReactNode;
  kind?: "plain" | "positive" | "warning" | "bad" | "now" | "line" | undefined;
  className?: string | undefined;
}

/** A short state beside a name. */
export function Tag({ children, kind = "plain", className }: TagProps) {
  return <span className={cx(css.tag, css[kind], className)}>{children}</span>;
}
