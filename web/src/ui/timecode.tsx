import type { ReactNode } from "react";

import { clock } from "@/lib/format";

import { cx } from "./cx";
import css from "./timecode.module.css";

interface TimecodeProps {
  ms: number;
  /** Goes to that second. Without it the time is only a mark. */
  onGo?: ((ms: number) => void) | undefined;
  current?: boolean | undefined;
  icon?: ReactNode;
  /** Spoken instead of bare digits. */
  label?: string | undefined;
}

/** A place in a recording. A time is a link: pressing it opens the video on that second. */
export function Timecode({ ms, onGo, current, icon, label }: TimecodeProps) {
  const className = cx(css.timecode, current && css.current);
  if (onGo === undefined)
    return (
      <span className={className}>
        {icon}
        {clock(ms)}
      </span>
    );
  return (
    <button type="button" className={className} aria-label={label} aria-current={current === true ? "true" : undefined} onClick={() => onGo(ms)}>
      {icon}
      {clock(ms)}
    </button>
  );
}
