import { problemOf } from "./problem";

const QUIET_MS = 800;
const AGAIN_MS = 5000;

export interface Draft<T> {
  /** Typed and not yet on the server. */
  waiting: { value: T } | undefined;
  /** What the server said to the last value. A lost line is not said here: it is tried again. */
  error: unknown;
}

/** Saves a value a moment after it stops changing, one request at a time, and again while the line is down. */
export class Autosaver<T> {
  private save: (value: T) => Promise<unknown>;
  private draft: Draft<T> = { waiting: undefined, error: undefined };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(save: (value: T) => Promise<unknown>) {
    this.save = save;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): Draft<T> => this.draft;

  /** Saves by another way from now on: a field that is rendered again has another course in its hands. */
  saveBy(save: (value: T) => Promise<unknown>): void {
    this.save = save;
  }

  readonly change = (value: T): void => {
    this.set({ waiting: { value }, error: undefined });
    this.after(QUIET_MS);
  };

  /** Saves at once what waits. Resolves when the server has it, or has said no. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.timer);
    // What was refused is refused again: it waits to be changed.
    if (this.draft.error !== undefined) return Promise.resolve();
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  };

  private async run(): Promise<void> {
    // What was typed while a save was on its way is saved next.
    for (let { waiting } = this.draft; waiting !== undefined; waiting = this.draft.waiting) {
      try {
        await this.save(waiting.value);
        if (this.draft.waiting === waiting) this.set({ waiting: undefined, error: undefined });
      } catch (error) {
        const status = problemOf(error)?.status;
        if (status === 0 || (status !== undefined && status >= 500)) this.after(AGAIN_MS);
        // Typed on meanwhile: the refusal is of a value that is gone.
        else if (this.draft.waiting === waiting) this.set({ waiting, error });
        else continue;
        return;
      }
    }
  }

  private after(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private set(draft: Draft<T>): void {
    this.draft = draft;
    for (const listener of this.listeners) listener();
  }
}
