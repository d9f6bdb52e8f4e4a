/** Half-open span of a recording, in whole milliseconds. */
export type Span = readonly [from: number, to: number];

/** The union of spans, sorted; spans that touch become one. */
export function union(spans: readonly Span[], gap = 0): Span[] {
  const sorted = spans.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = out.at(-1);
    if (last !== undefined && from <= last[1] + gap) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Two ticks that are farther apart than played time explains were not watched: it was a jump. */
const SLACK_MS = 1500;

/**
 * What was really watched between two reports. It is told where playback stands a few times a second and
 * believes a step only when the clock explains it, so a seek that slips past its event counts for nothing.
 */
export class WatchLog {
  private spans: Span[] = [];
  private open: { from: number; to: number; at: number } | undefined;

  /** Playback stands at `position` at the time `now` and runs at `rate`. */
  tick(position: number, now: number, rate: number): void {
    const open = this.open;
    if (open === undefined) {
      this.open = { from: position, to: position, at: now };
      return;
    }
    const step = position - open.to;
    if (step < 0 || step > (now - open.at) * rate + SLACK_MS) {
      this.close();
      this.open = { from: position, to: position, at: now };
      return;
    }
    open.to = position;
    open.at = now;
  }

  /** Playback paused, stalled or is about to jump: what follows is another span. */
  close(): void {
    const open = this.open;
    this.open = undefined;
    if (open !== undefined && open.to > open.from) this.spans.push([Math.floor(open.from), Math.ceil(open.to)]);
  }

  /** All that was watched since the last call; the span that is running goes on from here. */
  take(): Span[] {
    const open = this.open;
    this.close();
    if (open !== undefined) this.open = { from: open.to, to: open.to, at: open.at };
    const taken = union(this.spans, 250);
    this.spans = [];
    return taken;
  }
}
