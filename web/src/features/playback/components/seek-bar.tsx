import type { KeyboardEvent, PointerEvent } from "react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { clock } from "@/lib/format";
import { cx } from "@/ui/cx";

import css from "./seek-bar.module.css";
import { useSpokenTime } from "./use-spoken-time";

interface SeekBarProps {
  positionMs: number;
  bufferedMs: number;
  durationMs: number;
  /** Where the part that is made ends; behind it the tape is hatched. */
  readyMs: number;
  complete: boolean;
  disabled: boolean;
  onSeek: (ms: number) => boolean;
}

const STEP_MS = 5000;
const PAGE_MS = 30_000;

/** The lesson as a tape: what is behind, what is loaded, what is ahead, and what is still being made. A slider with spoken time. */
export function SeekBar({ positionMs, bufferedMs, durationMs, readyMs, complete, disabled, onSeek }: SeekBarProps) {
  const { t } = useTranslation();
  const spoken = useSpokenTime();
  const bar = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<number>();
  const [peek, setPeek] = useState<number>();
  const whole = Math.max(durationMs, 1);
  const share = (ms: number) => `${Math.min(100, Math.max(0, (ms / whole) * 100))}%`;
  const made = complete ? durationMs : readyMs;
  const position = drag ?? positionMs;

  const at = (event: PointerEvent): number => {
    const box = bar.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * durationMs;
  };
  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { PageUp: positionMs + PAGE_MS, PageDown: positionMs - PAGE_MS, Home: 0, End: made - STEP_MS, ArrowUp: positionMs + STEP_MS, ArrowDown: positionMs - STEP_MS };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(to);
  };

  return (
    <div
      ref={bar}
      className={css.seek}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={t("playback:seek.label")}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(position / 1000)}
      aria-valuetext={t("playback:seek.spoken", { at: spoken(position), of: spoken(durationMs) })}
      aria-disabled={disabled || undefined}
      onKeyDown={disabled ? undefined : keys}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag(at(event));
      }}
      onPointerMove={(event) => {
        setPeek(at(event));
        if (drag !== undefined) setDrag(at(event));
      }}
      onPointerUp={(event) => {
        if (drag === undefined) return;
        setDrag(undefined);
        onSeek(at(event));
      }}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => setPeek(undefined)}
    >
      <span className={css.track}>
        <i className={css.ahead} style={{ width: share(made) }} />
        {made < durationMs && <i className={css.unmade} style={{ left: share(made) }} />}
        <i className={css.buffer} style={{ left: share(positionMs), width: share(Math.max(0, bufferedMs - positionMs)) }} />
        <i className={css.behind} style={{ width: share(position) }} />
      </span>
      <span className={cx(css.head, drag !== undefined && css.held)} style={{ left: share(position) }} />
      {peek !== undefined && !disabled && (
        <span className={css.peek} style={{ left: `clamp(28px, ${share(peek)}, calc(100% - 28px))` }} aria-hidden="true">
          {clock(peek)}
          {peek > made && <em>{t("playback:seek.unmade")}</em>}
        </span>
      )}
    </div>
  );
}
