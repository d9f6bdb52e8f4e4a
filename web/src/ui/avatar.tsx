import { useState } from "react";

import css from "./avatar.module.css";
import { cx } from "./cx";

const INKS = ["pine", "plum", "sea", "clay", "moss", "slate", "wine", "ochre"];

/** First letters of the first two words. */
export function initials(name: string): string {
  return name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? "").join("");
}

interface AvatarProps {
  name: string;
  /** A picture, when there is one. */
  src?: string | null | undefined;
  size?: "s" | "m" | "l" | undefined;
}

/** A person as a round mark. The name stands beside it or in a label: the mark itself is not read out. */
export function Avatar({ name, src, size = "m" }: AvatarProps) {
  const [broken, setBroken] = useState(false);
  const ink = INKS[[...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % INKS.length] ?? "slate";
  return (
    <span className={cx(css.avatar, size === "s" && css.small, size === "l" && css.large)} style={{ background: `var(--ink-${ink})` }} aria-hidden="true">
      {src != null && !broken ? <img src={src} alt="" onError={() => setBroken(true)} /> : initials(name)}
    </span>
  );
}
