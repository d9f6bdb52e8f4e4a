interface Sample {
  at: number;
  bytes: number;
}

const WINDOW_MS = 10_000;

/** Speed over the last ten seconds: steadier than the last part, quicker than the whole. */
export class RateMeter {
  private samples: Sample[] = [];

  add(bytes: number, at: number): void {
    // Sent less than before: parts in flight were given up by a pause. Begin anew.
    if (bytes < (this.samples.at(-1)?.bytes ?? 0)) this.samples = [];
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > WINDOW_MS) this.samples.shift();
  }

  reset(): void {
    this.samples = [];
  }

  /** Bytes a second; nothing until two seconds are known. */
  get perSecond(): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 2000) return undefined;
    const speed = ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    return speed > 0 ? speed : undefined;
  }
}
