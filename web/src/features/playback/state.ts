import type { Preferences } from "./preferences";

/** Another viewing of this person that counts against the limit. */
export interface PlayingElsewhere {
  session_id: string;
  lesson_title: string;
  device: string;
}

export type Phase =
  | { kind: "opening" }
  /** There is a grant and a video; `paused`, `waiting` and `lost` tell the rest. */
  | { kind: "ready" }
  /** Nothing can be watched yet: uploading, checking, or the first pieces are being made. */
  | { kind: "preparing"; percent: number | null }
  | { kind: "limit"; limit: number; playing: PlayingElsewhere[] }
  | { kind: "ended"; reason: string }
  /** `error` is what was thrown; `detail` comes from the player. */
  | { kind: "failed"; error?: unknown; detail?: string };

export interface PlayerState extends Preferences {
  phase: Phase;
  paused: boolean;
  /** Playing, but the picture stands: the buffer is empty. */
  waiting: boolean;
  /** Played to the very end. */
  ended: boolean;
  /** The line is down; `retryAt` is when it is tried next, ms since the epoch. */
  lost: { retryAt: number } | null;
  positionMs: number;
  /** End of the buffer that holds the position. */
  bufferedMs: number;
  durationMs: number;
  /** How much is made. */
  readyMs: number;
  percent: number;
  complete: boolean;
  generation: number;
  /** The browser refused to start by itself: the viewer has to press. */
  needsPress: boolean;
  resumedAtMs: number;
  heights: number[];
  activeHeight: number | null;
  soundOnly: boolean;
  posterUrl: string | null;
  /** The picture's width to height. */
  ratio: number;
}

export const firstState = (preferences: Preferences): PlayerState => ({
  ...preferences,
  phase: { kind: "opening" },
  paused: true,
  waiting: false,
  ended: false,
  lost: null,
  positionMs: 0,
  bufferedMs: 0,
  durationMs: 0,
  readyMs: 0,
  percent: 0,
  complete: false,
  generation: 0,
  needsPress: false,
  resumedAtMs: 0,
  heights: [],
  activeHeight: null,
  soundOnly: false,
  posterUrl: null,
  ratio: 16 / 9,
});

/** Playback stands where the part that is made ends, and the rest is on its way. */
export const atMadeEnd = (state: PlayerState): boolean => !state.complete && state.readyMs > 0 && state.positionMs >= state.readyMs - 1500;
