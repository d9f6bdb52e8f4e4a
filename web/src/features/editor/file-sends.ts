import { problemOf } from "@/api/problem";

import type { FileOut } from "./api/files";
import { sendFile } from "./api/files";

/** A file on its way to a lesson: its own file, or one that goes with it. */
export interface FileSend {
  key: string;
  courseId: string;
  lessonId: string;
  use: "file" | "attachment";
  name: string;
  sizeBytes: number;
  share: number;
  state: "queued" | "sending" | "failed";
  error: unknown;
}

interface Task {
  file: File;
  arrived: (file: FileOut) => Promise<unknown>;
  stop: AbortController;
}

type Send = typeof sendFile;

/** Files are sent one after another, whatever page is open; large recordings have a store of their own. */
export class FileSends {
  private items: readonly FileSend[] = [];
  private readonly tasks = new Map<string, Task>();
  private readonly listeners = new Set<() => void>();
  private readonly send: Send;
  private keys = 0;
  private running = false;

  constructor(send: Send = sendFile) {
    this.send = send;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): readonly FileSend[] => this.items;

  get busy(): boolean {
    return this.items.some(({ state }) => state !== "failed");
  }

  /** `arrived` puts the file into its lesson; only then is the file off the list. */
  readonly add = (file: File, to: Pick<FileSend, "courseId" | "lessonId" | "use">, arrived: Task["arrived"]): void => {
    // A lesson has one file: a new one takes the place of what waits.
    if (to.use === "file") for (const old of this.items.filter(({ lessonId, use }) => lessonId === to.lessonId && use === "file")) this.cancel(old.key);
    const key = `f${(this.keys += 1)}`;
    this.tasks.set(key, { file, arrived, stop: new AbortController() });
    this.set([...this.items, { key, ...to, name: file.name, sizeBytes: file.size, share: 0, state: "queued", error: undefined }]);
    void this.next();
  };

  readonly retry = (key: string): void => {
    const task = this.tasks.get(key);
    if (task === undefined) return;
    task.stop = new AbortController();
    this.change(key, { state: "queued", share: 0, error: undefined });
    void this.next();
  };

  readonly cancel = (key: string): void => {
    this.tasks.get(key)?.stop.abort();
    this.tasks.delete(key);
    this.set(this.items.filter((item) => item.key !== key));
  };

  private async next(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let item = this.queued(); item !== undefined; item = this.queued()) await this.run(item);
    this.running = false;
  }

  private async run({ key, courseId }: FileSend): Promise<void> {
    const task = this.tasks.get(key);
    if (task === undefined) return this.cancel(key);
    this.change(key, { state: "sending" });
    try {
      const file = await this.send(courseId, task.file, { signal: task.stop.signal, onProgress: (share) => this.change(key, { share }) });
      if (!this.tasks.has(key)) return;
      await task.arrived(file);
      this.cancel(key);
    } catch (error) {
      // Given up by the person, or said by the server; a lost line is tried again by hand.
      if (problemOf(error) === undefined && task.stop.signal.aborted) return;
      this.change(key, { state: "failed", error });
    }
  }

  private queued = (): FileSend | undefined => this.items.find(({ state }) => state === "queued");

  private change(key: string, change: Partial<FileSend>): void {
    this.set(this.items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  private set(items: readonly FileSend[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}

/** One for the app: a file goes on when its lesson is folded or another page is opened. */
export const fileSends = new FileSends();
