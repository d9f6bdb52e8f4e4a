/** A change that can be taken back and made again. */
export interface Step {
  /** What was changed, for the toast. */
  words: string;
  back: () => unknown;
  forth: () => unknown;
  /** Changes of one field that follow each other are one step. */
  field?: string;
}

const DEEPEST = 100;

/** What the teacher did, newest last. A new change forgets what was taken back. */
export class UndoStack {
  private done: Step[] = [];
  private undone: Step[] = [];
  private readonly listeners = new Set<() => void>();
  private top: Step | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  /** What the next `back` takes back. */
  readonly snapshot = (): Step | undefined => this.top;

  readonly add = (step: Step): void => {
    const last = this.done.at(-1);
    // The oldest way back of a field is kept: the words before the typing began.
    const joined = step.field !== undefined && last?.field === step.field ? { ...step, back: last.back } : undefined;
    this.done = joined === undefined ? [...this.done, step].slice(-DEEPEST) : [...this.done.slice(0, -1), joined];
    this.undone = [];
    this.tell();
  };

  /** A field was left: what is typed into it later is a step of its own. */
  readonly close = (field: string): void => {
    const last = this.done.at(-1);
    if (last?.field !== field) return;
    const closed: Step = { words: last.words, back: last.back, forth: last.forth };
    this.done = [...this.done.slice(0, -1), closed];
    this.tell();
  };

  readonly back = (): Step | undefined => {
    const step = this.done.pop();
    if (step === undefined) return undefined;
    this.undone.push(step);
    this.tell();
    step.back();
    return step;
  };

  readonly forth = (): Step | undefined => {
    const step = this.undone.pop();
    if (step === undefined) return undefined;
    this.done.push(step);
    this.tell();
    step.forth();
    return step;
  };

  /** Takes back this very step, wherever it stands: a toast outlives what is done after it. */
  readonly takeBack = (step: Step): void => {
    if (!this.done.includes(step)) return;
    this.done = this.done.filter((each) => each !== step);
    this.undone = [];
    this.tell();
    step.back();
  };

  private tell(): void {
    this.top = this.done.at(-1);
    for (const listener of this.listeners) listener();
  }
}
