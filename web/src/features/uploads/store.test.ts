import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Problem } from "@/api/problem";

import type { CreateUpload, UploadOut, UploadsApi, VideoOut } from "./api/uploads";
import { fingerprint } from "./fingerprint";
import type { MakeSender, SenderEvents } from "./sender";
import { UploadStore } from "./store";

const LESSON = { lessonId: "l1", lessonTitle: "Adam", courseId: "c1" };
const MP4 = new Uint8Array([0, 0, 0, 24, 102, 116, 121, 112, 105, 115, 111, 109]);

const file = (name = "adam.mp4", body: BlobPart = MP4) => new File([body], name, { lastModified: 1000 });
const video = (more: Partial<VideoOut> = {}): VideoOut => ({ id: "v1", file_name: "adam.mp4", size_bytes: 12, state: "uploaded", playable: false, percent: 0, eta_s: null, duration_ms: null, ready_ms: 0, width: null, height: null, failure: null, generation: null, qualities: [], created_at: "2026-11-21T10:00:00Z", ...more });

function uploadOf(body: CreateUpload, id: string): UploadOut {
  const { lesson_id, ...print } = body;
  return { id, lesson_id, course_id: "c1", lesson_title: "Adam", course_title: "ML", ...print, part_size_bytes: 8, part_count: 2, sent_bytes: 0, state: "open", created_at: "2026-11-21T10:00:00Z" };
}

function setUp() {
  let ids = 0;
  const api = {
    create: vi.fn((body: CreateUpload) => Promise.resolve(uploadOf(body, `up${(ids += 1)}`))),
    open: vi.fn(() => Promise.resolve<UploadOut[]>([])),
    detail: vi.fn(),
    sign: vi.fn(),
    complete: vi.fn(),
    abort: vi.fn(() => Promise.resolve()),
    video: vi.fn(() => Promise.resolve(video({ state: "ready", percent: 100 }))),
    retryVideo: vi.fn(() => Promise.resolve(video({ state: "probing" }))),
  } satisfies Record<keyof UploadsApi, unknown>;
  const senders: { upload: UploadOut; events: SenderEvents; start: () => void; pause: () => void; resume: () => void; destroy: () => void }[] = [];
  const makeSender: MakeSender = (upload, _file, _api, events) => {
    const sender = { upload, events, start: vi.fn(), pause: vi.fn(), resume: vi.fn(), destroy: vi.fn() };
    senders.push(sender);
    return sender;
  };
  let online = true;
  const store = new UploadStore({ api: api as unknown as UploadsApi, loadSender: () => Promise.resolve(makeSender), online: () => online, random: () => 0 });
  const states = () => store.snapshot().map((item) => item.state);
  return { api, store, senders, states, item: (index = 0) => store.snapshot()[index], setOnline: (value: boolean) => (online = value) };
}

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

describe("sending", () => {
  it("goes from the file to a video", async () => {
    const { store, senders, states, item } = setUp();
    await store.add({ file: file() }, LESSON);
    expect(states()).toEqual(["sending"]);
    senders[0]?.events.onProgress(6);
    expect(item()?.sentBytes).toBe(6);
    senders[0]?.events.onSealing();
    expect(states()).toEqual(["sealing"]);
    senders[0]?.events.onDone(video());
    store.setVideo(video({ state: "encoding", playable: true, percent: 40 }));
    expect(item()).toMatchObject({ state: "video", video: { percent: 40 } });
    store.setVideo(video({ state: "encoding", playable: true, percent: 20 }));
    expect(item()?.video?.percent).toBe(40);
    expect(store.busy).toBe(false);
  });

  it("sends one file at a time; pausing it lets the next one go", async () => {
    const { store, senders, states, item } = setUp();
    await store.add({ file: file("a.mp4") }, LESSON);
    await store.add({ file: file("b.mp4") }, { ...LESSON, lessonId: "l2" });
    expect(states()).toEqual(["sending", "queued"]);
    store.pause(item()?.key ?? "");
    await vi.waitFor(() => expect(states()).toEqual(["paused", "sending"]));
    expect(senders[0]?.pause).toHaveBeenCalled();
    store.resume(item()?.key ?? "");
    expect(states()).toEqual(["queued", "sending"]);
    senders[1]?.events.onDone(video());
    await vi.waitFor(() => expect(states()).toEqual(["sending", "video"]));
    expect(senders[0]?.resume).toHaveBeenCalled();
  });

  it("waits and goes on by itself when the line drops", async () => {
    const { store, senders, states, item } = setUp();
    await store.add({ file: file() }, LESSON);
    senders[0]?.events.onProgress(8);
    senders[0]?.events.onStopped({ kind: "line" });
    expect(states()).toEqual(["waiting"]);
    expect(item()?.sentBytes).toBe(8);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states()).toEqual(["sending"]);
    expect(senders[0]?.start).toHaveBeenCalledTimes(2);
  });

  it("does not wait for its turn when the network says that it is back", async () => {
    const { store, senders, states, setOnline } = setUp();
    setOnline(false);
    await store.add({ file: file() }, LESSON);
    expect(states()).toEqual(["waiting"]);
    setOnline(true);
    store.cameOnline();
    await vi.waitFor(() => expect(senders).toHaveLength(1));
    expect(states()).toEqual(["sending"]);
  });

  it("says at once that the network is gone, and goes on from where it was", async () => {
    const { store, senders, states } = setUp();
    await store.add({ file: file() }, LESSON);
    senders[0]?.events.onProgress(6);
    store.wentOffline();
    expect(states()).toEqual(["waiting"]);
    expect(senders[0]?.pause).toHaveBeenCalledOnce();
    store.cameOnline();
    await vi.waitFor(() => expect(states()).toEqual(["sending"]));
    expect(senders[0]?.resume).toHaveBeenCalledOnce();
    expect(senders[0]?.start).toHaveBeenCalledOnce();
  });

  it("says why the server refuses, and tries again on demand", async () => {
    const { store, senders, states, item } = setUp();
    await store.add({ file: file() }, LESSON);
    const error = new Problem({ type: "not-a-video", title: "no", status: 415, found: "zip" });
    senders[0]?.events.onStopped({ kind: "refused", error });
    expect(item()).toMatchObject({ state: "failed", trouble: { kind: "refused", error } });
    await store.retry(item()?.key ?? "");
    expect(states()).toEqual(["sending"]);
    expect(senders[0]?.start).toHaveBeenCalledTimes(2);
  });

  it("refuses what is no video before anything is sent", async () => {
    const { store, api, item } = setUp();
    await store.add({ file: file("notes.mp4", "%PDF-1.7") }, LESSON);
    expect(item()).toMatchObject({ state: "failed", trouble: { kind: "not-video", found: "pdf" } });
    expect(api.create).not.toHaveBeenCalled();
  });

  it("cancelling tells the server, and forgives one that knows nothing of it", async () => {
    const { store, api, senders, item } = setUp();
    await store.add({ file: file() }, LESSON);
    api.abort.mockRejectedValueOnce(new Problem({ type: "not-found", title: "no", status: 404 }));
    await store.cancel(item()?.key ?? "");
    expect(api.abort).toHaveBeenCalledExactlyOnceWith("up1");
    expect(senders[0]?.destroy).toHaveBeenCalled();
    expect(store.snapshot()).toEqual([]);
  });

  it("a second file for the same lesson does not push out the first", async () => {
    const { store, api } = setUp();
    await store.add({ file: file() }, LESSON);
    await store.add({ file: file("other.mp4") }, LESSON);
    expect(api.create).toHaveBeenCalledOnce();
  });
});

describe("after a reload", () => {
  const begun = async (more: Partial<UploadOut> = {}): Promise<UploadOut> => ({ ...uploadOf({ lesson_id: "l1", ...(await fingerprint(file())) }, "up9"), sent_bytes: 8, ...more });

  it("lists what was begun and goes on with the same file only", async () => {
    const { store, api, senders, item, states } = setUp();
    const upload = await begun();
    api.open.mockResolvedValue([upload]);
    await store.loadUnfinished();
    await store.loadUnfinished();
    expect(states()).toEqual(["unfinished"]);
    expect(item()).toMatchObject({ fileName: "adam.mp4", sentBytes: 8 });
    await store.continueWith(item()?.key ?? "", { file: file("adam.mp4", new Uint8Array([...MP4, 9])) });
    expect(item()).toMatchObject({ state: "unfinished", trouble: { kind: "other-file", chosen: "adam.mp4" } });
    await store.continueWith(item()?.key ?? "", { file: file() });
    expect(states()).toEqual(["sending"]);
    expect(senders[0]?.upload.id).toBe("up9");
    expect(api.create).not.toHaveBeenCalled();
  });

  it("a file dropped on its lesson counts as the choice", async () => {
    const { store, api, states } = setUp();
    api.open.mockResolvedValue([await begun()]);
    await store.loadUnfinished();
    await store.add({ file: file() }, LESSON);
    expect(states()).toEqual(["sending"]);
    expect(api.create).not.toHaveBeenCalled();
  });

  it("shows the upload that stands in the way of another file", async () => {
    const { store, api, item } = setUp();
    api.create.mockRejectedValue(new Problem({ type: "another-upload-open", title: "no", status: 409, upload: await begun({ file_name: "first.mp4" }) }));
    await store.add({ file: file() }, LESSON);
    expect(item()).toMatchObject({ state: "unfinished", fileName: "first.mp4", trouble: { kind: "other-file", chosen: "adam.mp4" } });
  });
});

it("re-reads videos after the event stream was away, and retries a failed one", async () => {
  const { store, senders, item, api } = setUp();
  await store.add({ file: file() }, LESSON);
  senders[0]?.events.onDone(video());
  await store.rereadVideos();
  expect(item()?.video?.state).toBe("ready");
  store.setVideo(video({ state: "failed", failure: { slug: "truncated" } }));
  await store.retry(item()?.key ?? "");
  expect(api.retryVideo).toHaveBeenCalledExactlyOnceWith("v1");
  expect(item()?.video?.state).toBe("probing");
});
