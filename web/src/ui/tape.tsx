import type { CSSProperties } from "react";

import { cx } from "./cx";
import css from "./tape.module.css";

/** A piece of something that has length. */
export interface TapePiece {
  /** Its share of the whole, any unit; pieces are drawn in true proportion. */
  length: number;
  /** `sent`: on its way to done; `running`: being made now; `paused`: hatched. */
  state?: "ahead" | "done" | "sent" | "running" | "paused" | "failed" | undefined;
  /** Where in this piece the person stands, 0–100; also how much of it is done. */
  part?: number | undefined;
  /** The lamp stands in this piece. */
  here?: boolean | undefined;
}

interface TapeProps {
  pieces: readonly TapePiece[];
  /** What the tape says, in words: «5 из 24 уроков». Without it the words beside must say the same. */
  label?: string | undefined;
  size?: "s" | "m" | "l" | undefined;
  onStage?: boolean | undefined;
  className?: string | undefined;
}

type Vars = CSSProperties & Record<`--${string}`, number>;

/** The one drawing of progress: facts in true proportion, never a smoothed percent. */
export function Tape({ pieces, label, size = "m", onStage, className }: TapeProps) {
  return (
    <div className={cx(css.tape, size !== "m" && css[size], onStage && css.onStage, className)} {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}>
      {pieces.map((piece, index) => (
        <i
          key={index}
          className={cx(css[piece.state ?? "ahead"], piece.part !== undefined && piece.state === undefined && css.part, piece.here && css.here)}
          style={{ "--d": Math.max(piece.length, 0.0001), "--p": piece.part ?? 0 } as Vars}
        />
      ))}
    </div>
  );
}

interface IntervalTapeProps {
  /** Half-open intervals as shares of the whole, 0–1. */
  intervals: readonly (readonly [number, number])[];
  /** Where the person stands, 0–1. */
  at?: number | undefined;
  label?: string | undefined;
  size?: "s" | "m" | "l" | undefined;
  onStage?: boolean | undefined;
  className?: string | undefined;
}

/** What was watched of one lesson: the union of watched intervals. */
export function IntervalTape({ intervals, at, label, size = "m", onStage, className }: IntervalTapeProps) {
  return (
    <div className={cx(css.tape, css.intervals, size !== "m" && css[size], onStage && css.onStage, className)} {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}>
      {intervals.map(([from, to]) => (
        <b key={from} style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
      ))}
      {at !== undefined && <i className={css.head} style={{ "--p": at * 100 } as Vars} />}
    </div>
  );
}
