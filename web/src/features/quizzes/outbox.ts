import { problemOf } from "@/api/problem";

import type { Answer } from "./model";

/** An answer that the server does not have yet. */
export interface Waiting {
  seq: number;
  answer: Answer;
}
export interface Sent {
  seq: number;
  saved_at: string;
}
/** Where an answer is: being typed or sent, with the server, or kept here until the line is back. */
export type SaveState = { kind: "saving" } | { kind: "saved"; at: string } | { kind: "kept" } | { kind: "refused"; error: unknown };

export interface OutboxOptions {
  attempt: string;
  send: (index: number, waiting: Waiting) => Promise<Sent>;
  storage: Storage | undefined;
  /** The server's time: two devices of one person count by the same clock. */
  now: () => number;
  /** The greatest number the server has: ours go on above it. */
  seq?: number;
  /** The attempt is over: nothing more is taken. */
  onOver?: (error: unknown) => void;
}

const KEY = "lectern-answer-";
const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

/**
 * Answers on their way to the server. Each is kept in the browser until the server has it: it survives a reload, a lost
 * line and a closed lid. A key a question, so that two tabs never overwrite one another's map; of two answers to one
 * question the greater `seq` counts, here and on the server.
 */
export class Outbox {
  private readonly options: OutboxOptions;
  /** When there is no storage the answers wait here. */
  private readonly memory = new Map<number, Waiting>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();
  private states: ReadonlyMap<number, SaveState> = new Map();
  private lastSeq = 0;
  private failures = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.lastSeq = options.seq ?? 0;
    for (const index of this.waiting().keys()) this.set(index, { kind: "kept" });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): ReadonlyMap<number, SaveState> => this.states;

  /** What the server does not have yet, by question. Also what another tab has left. */
  waiting(): Map<number, Waiting> {
    const found = new Map(this.memory);
    const { storage, attempt } = this.options;
    const prefix = `${KEY}${attempt}-`;
    for (let n = 0; n < (storage?.length ?? 0); n += 1) {
      const key = storage?.key(n);
      if (key?.startsWith(prefix) !== true) continue;
      const index = Number(key.slice(prefix.length));
      const kept = this.read(index);
      if (kept !== undefined && kept.seq >= (found.get(index)?.seq ?? 0)) found.set(index, kept);
    }
    return found;
  }

  /** Takes an answer; it goes out after `quietMs` without another one. */
  put(index: number, answer: Answer, quietMs = 0): void {
    this.lastSeq = Math.max(Math.floor(this.options.now()), this.lastSeq + 1, (this.read(index)?.seq ?? 0) + 1);
    this.write(index, { seq: this.lastSeq, answer });
    this.set(index, { kind: "saving" });
    clearTimeout(this.timers.get(index));
    if (quietMs === 0) void this.flush();
    else this.timers.set(index, setTimeout(() => void this.flush(), quietMs));
  }

  /** Sends all that waits, one after another. Resolves when the server has it, or the line is lost. */
  readonly flush = (): Promise<void> => {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  };

  /** Goes on after {@link close}: what waits goes out. */
  resume(): void {
    this.closed = false;
    if (this.waiting().size > 0) void this.flush();
  }

  /** Nothing goes out any more; what waits stays in the browser for the next visit. */
  close(): void {
    this.closed = true;
    clearTimeout(this.again);
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** The attempt is handed in: nothing is kept. */
  forget(): void {
    for (const index of this.waiting().keys()) this.drop(index);
  }

  private async run(): Promise<void> {
    clearTimeout(this.again);
    const tried = new Map<number, number>();
    for (;;) {
      const next = [...this.waiting()].find(([index, { seq }]) => (tried.get(index) ?? 0) < seq);
      if (next === undefined || this.closed) return;
      const [index, waiting] = next;
      tried.set(index, waiting.seq);
      this.set(index, { kind: "saving" });
      try {
        const { saved_at } = await this.options.send(index, waiting);
        this.failures = 0;
        // Answered again meanwhile: the newer one is sent next.
        if ((this.newest(index)?.seq ?? 0) <= waiting.seq) {
          this.drop(index);
          this.set(index, { kind: "saved", at: saved_at });
        }
      } catch (error) {
        const problem = problemOf(error);
        if (problem === undefined || problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 401) {
          for (const each of this.waiting().keys()) this.set(each, { kind: "kept" });
          const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
          this.failures += 1;
          if (!this.closed) this.again = setTimeout(() => void this.flush(), wait);
          return;
        }
        this.drop(index);
        this.set(index, { kind: "refused", error });
        if (problem.slug === "attempt-over") return this.options.onOver?.(error);
      }
    }
  }

  private newest(index: number): Waiting | undefined {
    const [kept, held] = [this.read(index), this.memory.get(index)];
    return (kept?.seq ?? 0) >= (held?.seq ?? 0) ? kept : held;
  }

  private key(index: number): string {
    return `${KEY}${this.options.attempt}-${index}`;
  }

  private read(index: number): Waiting | undefined {
    try {
      const kept = JSON.parse(this.options.storage?.getItem(this.key(index)) ?? "null") as Waiting | null;
      return kept === null || typeof kept.seq !== "number" || typeof kept.answer !== "object" ? undefined : kept;
    } catch {
      return undefined;
    }
  }

  private write(index: number, waiting: Waiting): void {
    try {
      if (this.options.storage === undefined) throw new Error("no storage");
      this.options.storage.setItem(this.key(index), JSON.stringify(waiting));
      this.memory.delete(index);
    } catch {
      this.memory.set(index, waiting); // full or closed storage: it lives until the page is left
    }
  }

  private drop(index: number): void {
    this.memory.delete(index);
    try {
      this.options.storage?.removeItem(this.key(index));
    } catch {
      // nothing was kept either
    }
  }

  private set(index: number, state: SaveState): void {
    this.states = new Map(this.states).set(index, state);
    for (const listener of this.listeners) listener();
  }
}
