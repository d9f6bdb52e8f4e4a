/** A quality a viewer can choose. */
export interface Quality {
  height: number;
}

export interface EngineEvents {
  /** The master was read. No qualities: sound only, or the player chooses by itself. */
  onQualities: (heights: number[], soundOnly: boolean) => void;
  /** Another quality plays now. */
  onActive: (height: number | null) => void;
  /** Playback crossed from one segment into the next. */
  onBoundary: () => void;
  /** Bytes do not come. The engine has stopped asking until it is told to retry. */
  onLost: () => void;
  /** Bytes come again. */
  onFlowing: () => void;
  /** The server refuses the address: the grant has ended or was taken away. */
  onRefused: () => void;
  /** Cannot be played at all. */
  onFailed: (detail: string) => void;
}

/** What plays a master playlist in a video element: hls.js, or the browser itself. */
export interface Engine {
  /** Loads a master and stands at that second. On a later call everything of the old one is dropped. */
  load: (url: string, startMs: number) => void;
  /** Asks again after `onLost` or `onRefused`. */
  retry: () => void;
  setQuality: (height: number | "auto") => void;
  /** Fatal errors so far. */
  readonly fatal: number;
  destroy: () => void;
}

/** The highest quality not above the wanted one, else the lowest: a lesson need not have what was chosen in another. */
export function nearest(heights: readonly number[], wanted: number): number | undefined {
  const sorted = [...heights].sort((a, b) => a - b);
  return sorted.findLast((height) => height <= wanted) ?? sorted[0];
}
