import { problemOf } from "@/api/problem";

import type { UploadOut, UploadsApi, VideoOut } from "./api/uploads";
import type { Fingerprint } from "./fingerprint";
import { fingerprint, isSame } from "./fingerprint";
import * as handles from "./handles";
import type { ItemState, Trouble, UploadItem } from "./item";
import { isBusy, isEncoding } from "./item";
import type { Picked } from "./pick";
import { RateMeter } from "./rate";
import type { MakeSender, Sender, Stopped } from "./sender";
import { sniff } from "./sniff";

/** Where a file goes. */
export interface Target {
  lessonId: string;
  lessonTitle: string;
  courseId: string;
}

interface Work {
  file: File;
  print: Fingerprint;
  handle: FileSystemFileHandle | undefined;
  sender: Sender | undefined;
  meter: RateMeter;
  failures: number;
  /** The sender does nothing until it is started (again). */
  idle: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface StoreOptions {
  api: UploadsApi;
  /** Loaded when the first file is sent: pages without uploads do not carry Uppy. */
  loadSender: () => Promise<MakeSender>;
  online?: () => boolean;
  random?: () => number;
}

const RETRY_MS = [2000, 4000, 8000, 15_000, 30_000];

/** All files on their way, for the whole app: one is sent at a time, three parts of it at once; the others queue. */
export class UploadStore {
  private items: readonly UploadItem[] = [];
  private readonly work = new Map<string, Work>();
  private readonly listeners = new Set<() => void>();
  private readonly options: StoreOptions;
  private keys = 0;
  private starting = false;

  constructor(options: StoreOptions) {
    this.options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): readonly UploadItem[] => this.items;

  // What people do ------------------------------------------------------------------------------------------

  /** A file for a lesson that has none on its way. */
  async add({ file, handle }: Picked, target: Target): Promise<void> {
    const old = this.items.find((item) => item.lessonId === target.lessonId);
    if (old !== undefined && (isBusy(old) || old.state === "paused")) return;
    if (old?.state === "unfinished") return this.continueWith(old.key, { file, handle });
    if (old !== undefined) this.forget(old.key);
    const key = `u${(this.keys += 1)}`;
    const fresh: UploadItem = { key, ...target, fileName: file.name, sizeBytes: file.size, state: "reading", sentBytes: 0, speed: undefined, upload: undefined, hasHandle: false, trouble: undefined, video: undefined };
    this.items = [...this.items, fresh];
    this.tell();
    await this.prepare(key, file, handle, async (print) => {
      try {
        return await this.options.api.create({ lesson_id: target.lessonId, ...print });
      } catch (error) {
        const problem = problemOf(error);
        if (problem?.slug !== "another-upload-open") throw error;
        // Begun elsewhere with another file: show that one, and which file it wants.
        const other = problem.body["upload"] as UploadOut;
        this.items = this.items.map((item) => (item.key === key ? { ...unfinished(key, other, false), trouble: { kind: "other-file", chosen: file.name } } : item));
        this.tell();
        return undefined;
      }
    });
  }

  /** The file of an unfinished upload, chosen again. Another file is refused by name. */
  async continueWith(key: string, { file, handle }: Picked): Promise<void> {
    const item = this.item(key);
    const upload = item?.upload;
    if (item === undefined || upload === undefined) return;
    this.change(key, { state: "reading", trouble: undefined });
    await this.prepare(key, file, handle, (print) => {
      if (isSame(print, upload)) return Promise.resolve(upload);
      this.change(key, { state: "unfinished", trouble: { kind: "other-file", chosen: file.name } });
      return Promise.resolve(undefined);
    });
  }

  /** Goes on with the kept handle; false when the file has to be chosen after all. */
  async continueFromHandle(key: string, ask: boolean): Promise<boolean> {
    const upload = this.item(key)?.upload;
    if (upload === undefined) return false;
    const handle = await handles.keptHandle(upload.id);
    const file = handle === undefined ? undefined : await handles.fileOf(handle, ask);
    if (file === undefined || this.item(key)?.state !== "unfinished") return false;
    await this.continueWith(key, { file, handle });
    return true;
  }

  pause(key: string): void {
    const item = this.item(key);
    if (item === undefined || !["sending", "queued", "waiting"].includes(item.state)) return;
    const work = this.work.get(key);
    clearTimeout(work?.timer);
    if (item.state === "sending") work?.sender?.pause();
    this.change(key, { state: "paused", speed: undefined });
    void this.next();
  }

  resume(key: string): void {
    if (this.item(key)?.state !== "paused") return;
    this.change(key, { state: "queued" });
    void this.next();
  }

  pauseAll(): void {
    for (const item of this.items) this.pause(item.key);
  }

  resumeAll(): void {
    for (const item of this.items) this.resume(item.key);
  }

  /** Gives the upload up, here and on the server. */
  async cancel(key: string): Promise<void> {
    const item = this.item(key);
    if (item === undefined) return;
    this.forget(key);
    void this.next();
    if (item.upload === undefined) return;
    void handles.dropHandle(item.upload.id);
    await this.options.api.abort(item.upload.id).catch((error: unknown) => {
      if (problemOf(error)?.status !== 404) throw error;
    });
  }

  /** Tries again after a failure: from where it stopped, or the worker's part anew. */
  async retry(key: string): Promise<void> {
    const item = this.item(key);
    if (item?.video?.state === "failed") return this.setVideo(await this.options.api.retryVideo(item.video.id));
    const work = this.work.get(key);
    if (item?.state !== "failed" || work === undefined) return;
    this.change(key, { state: "queued", trouble: undefined });
    await this.next();
  }

  /** Takes a finished or failed row off the list. */
  dismiss(key: string): void {
    const item = this.item(key);
    if (item !== undefined && !isBusy(item)) this.forget(key);
  }

  // What others tell ----------------------------------------------------------------------------------------

  /** Uploads that the server knows and this page does not: begun before a reload, or elsewhere. */
  async loadUnfinished(): Promise<void> {
    const known = new Set(this.items.flatMap((item) => item.upload?.id ?? []));
    const found = (await this.options.api.open()).filter((upload) => !known.has(upload.id));
    for (const upload of found) {
      const key = `u${(this.keys += 1)}`;
      const handle = await handles.keptHandle(upload.id);
      this.items = [...this.items.filter((item) => item.upload?.id !== upload.id), unfinished(key, upload, handle !== undefined)];
      this.tell();
      if (handle !== undefined) void this.continueFromHandle(key, false);
    }
  }

  setVideo(video: VideoOut): void {
    for (const item of this.items) {
      if (item.video?.id !== video.id) continue;
      // A message that was overtaken: what was said does not fall.
      const late = item.video.state !== "failed" && video.state === item.video.state && video.percent < item.video.percent;
      if (!late) this.change(item.key, { video });
    }
  }

  /** After the event stream was away. */
  async rereadVideos(): Promise<void> {
    for (const item of this.items.filter(isEncoding)) {
      const id = item.video?.id;
      if (id !== undefined) await this.options.api.video(id).then((video) => this.setVideo(video), () => undefined);
    }
  }

  /** Parts on their way are given up at once: waiting for them would show a standing percent without a word. */
  wentOffline(): void {
    for (const item of this.items) {
      if (item.state !== "sending") continue;
      this.work.get(item.key)?.sender?.pause();
      this.change(item.key, { state: "waiting", speed: undefined });
    }
  }

  cameOnline(): void {
    for (const item of this.items) {
      const work = this.work.get(item.key);
      if (item.state !== "waiting" || work === undefined) continue;
      clearTimeout(work.timer);
      this.change(item.key, { state: "queued" });
    }
    void this.next();
  }

  /** Another person signed in, or nobody. */
  reset(): void {
    for (const item of this.items) this.forget(item.key);
  }

  get busy(): boolean {
    return this.items.some(isBusy);
  }

  // Within ----------------------------------------------------------------------------------------------------

  private async prepare(key: string, file: File, handle: FileSystemFileHandle | undefined, open: (print: Fingerprint) => Promise<UploadOut | undefined>): Promise<void> {
    try {
      const found = await sniff(file);
      if (found !== undefined && this.item(key)?.upload === undefined) return this.fail(key, { kind: "not-video", found });
      const print = await fingerprint(file);
      const upload = await open(print);
      if (upload === undefined || this.item(key) === undefined) {
        if (upload !== undefined) await this.options.api.abort(upload.id); // cancelled meanwhile
        return;
      }
      if (handle !== undefined) void handles.keepHandle(upload.id, handle);
      this.work.get(key)?.sender?.destroy();
      this.work.set(key, { file, print, handle, sender: undefined, meter: new RateMeter(), failures: 0, idle: true, timer: undefined });
      this.change(key, { upload, state: "queued", sentBytes: upload.sent_bytes, hasHandle: handle !== undefined });
      await this.next();
    } catch (error) {
      const gone = error instanceof DOMException && (error.name === "NotReadableError" || error.name === "NotFoundError");
      this.fail(key, gone ? { kind: "file-gone" } : { kind: "refused", error });
    }
  }

  /** Begins with the first in the queue when nothing is being sent. */
  private async next(): Promise<void> {
    if (this.starting || this.items.some((item) => item.state === "sending" || item.state === "sealing")) return;
    const item = this.items.find(({ state }) => state === "queued");
    const work = item === undefined ? undefined : this.work.get(item.key);
    if (item?.upload === undefined || work === undefined) return;
    if (!(this.options.online ?? isOnline)()) return this.change(item.key, { state: "waiting" });
    this.starting = true;
    try {
      const makeSender = await this.options.loadSender();
      if (this.item(item.key)?.state !== "queued") return;
      work.meter.reset();
      this.change(item.key, { state: "sending", speed: undefined });
      work.sender ??= makeSender(item.upload, work.file, this.options.api, {
        onProgress: (sent) => this.progress(item.key, sent),
        onSealing: () => this.change(item.key, { state: "sealing", sentBytes: item.sizeBytes, speed: undefined }),
        onDone: (video) => this.done(item.key, video),
        onStopped: (stopped) => this.stopped(item.key, stopped),
      });
      if (work.idle) work.sender.start();
      else work.sender.resume();
      work.idle = false;
    } catch (error) {
      this.fail(item.key, { kind: "refused", error });
    } finally {
      this.starting = false;
    }
    if (this.item(item.key)?.state !== "sending") await this.next();
  }

  private progress(key: string, sent: number): void {
    const work = this.work.get(key);
    if (work === undefined || this.item(key)?.state !== "sending") return;
    work.failures = 0;
    work.meter.add(sent, Date.now());
    this.change(key, { sentBytes: sent, speed: work.meter.perSecond });
  }

  private done(key: string, video: VideoOut): void {
    const upload = this.item(key)?.upload;
    if (upload !== undefined) void handles.dropHandle(upload.id);
    this.release(key);
    this.change(key, { state: "video", video, speed: undefined });
    void this.next();
  }

  private stopped(key: string, stopped: Stopped): void {
    const work = this.work.get(key);
    const item = this.item(key);
    if (work === undefined || item === undefined) return;
    work.idle = true;
    if (stopped.kind === "refused") this.fail(key, { kind: "refused", error: stopped.error });
    else if (stopped.kind === "file") this.fail(key, { kind: "file-gone" });
    else if (item.state !== "paused") {
      work.failures += 1;
      const step = RETRY_MS[Math.min(work.failures, RETRY_MS.length) - 1] ?? 30_000;
      this.change(key, { state: "waiting", speed: undefined });
      work.timer = setTimeout(
        () => {
          if (this.item(key)?.state !== "waiting") return;
          this.change(key, { state: "queued" });
          void this.next();
        },
        step * (1 + (this.options.random ?? Math.random)() * 0.2),
      );
    }
    void this.next();
  }

  private fail(key: string, trouble: Trouble): void {
    this.change(key, { state: "failed", trouble, speed: undefined });
    void this.next();
  }

  private release(key: string): void {
    const work = this.work.get(key);
    clearTimeout(work?.timer);
    work?.sender?.destroy();
    this.work.delete(key);
  }

  private forget(key: string): void {
    this.release(key);
    this.items = this.items.filter((item) => item.key !== key);
    this.tell();
  }

  private item(key: string): UploadItem | undefined {
    return this.items.find((item) => item.key === key);
  }

  private change(key: string, change: Partial<UploadItem> & { state?: ItemState }): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...change } : item));
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function unfinished(key: string, upload: UploadOut, hasHandle: boolean): UploadItem {
  return {
    key,
    lessonId: upload.lesson_id,
    lessonTitle: upload.lesson_title,
    courseId: upload.course_id,
    fileName: upload.file_name,
    sizeBytes: upload.size_bytes,
    state: "unfinished",
    sentBytes: upload.sent_bytes,
    speed: undefined,
    upload,
    hasHandle,
    trouble: undefined,
    video: undefined,
  };
}

const isOnline = () => navigator.onLine;
