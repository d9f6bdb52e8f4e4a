import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LineLost, Problem } from "@/api/problem";

import type { Answer } from "./model";
import type { OutboxOptions, Waiting } from "./outbox";
import { Outbox } from "./outbox";

const pick = (option: string): Answer => ({ kind: "single", option });
const saved = (seq: number) => ({ seq, saved_at: "2026-11-21T14:32:08Z" });
let clock = 1_000_000;

/** What reached the server, in order; `line` may be cut. */
function server() {
  const taken: [number, Waiting][] = [];
  const line = { up: true };
  const send = vi.fn(async (index: number, waiting: Waiting) => {
    await Promise.resolve();
    if (!line.up) throw new LineLost();
    taken.push([index, waiting]);
    return saved(waiting.seq);
  });
  return { taken, line, send };
}

const box = (send: OutboxOptions["send"], more: Partial<OutboxOptions> = {}) => new Outbox({ attempt: "a1", send, storage: localStorage, now: () => clock, ...more });

beforeEach(() => {
  clock = 1_000_000;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test("an answer goes out as it is given and is not kept once the server has it", async () => {
  const { send, taken } = server();
  const outbox = box(send);
  outbox.put(0, pick("a"));
  expect(outbox.snapshot().get(0)).toEqual({ kind: "saving" });
  await outbox.flush();
  expect(taken).toEqual([[0, { seq: 1_000_000, answer: pick("a") }]]);
  expect(outbox.snapshot().get(0)).toEqual({ kind: "saved", at: "2026-11-21T14:32:08Z" });
  expect(localStorage).toHaveLength(0);
});

test("of quick answers the last one wins, and its number is greater though the clock stands still", async () => {
  const { send, taken } = server();
  const outbox = box(send);
  outbox.put(0, pick("a"));
  outbox.put(0, pick("b"));
  clock -= 5000; // the device's clock was set back
  outbox.put(0, pick("c"));
  await outbox.flush();
  expect(taken.at(-1)).toEqual([0, { seq: 1_000_002, answer: pick("c") }]);
  expect(outbox.waiting().size).toBe(0);
});

test("typed text waits for a quiet moment and goes out once", async () => {
  const { send, taken } = server();
  const outbox = box(send);
  for (const text of ["в", "во", "вод", "вода"]) outbox.put(2, { kind: "short_text", text }, 600);
  expect(send).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600);
  expect(taken.map(([, { answer }]) => answer)).toEqual([{ kind: "short_text", text: "вода" }]);
});

test("a lost line keeps the answers here and sends them by itself", async () => {
  const { send, taken, line } = server();
  const outbox = box(send);
  line.up = false;
  outbox.put(0, pick("a"));
  outbox.put(1, pick("b"));
  await outbox.flush();
  expect([...outbox.snapshot().values()]).toEqual([{ kind: "kept" }, { kind: "kept" }]);
  expect(localStorage).toHaveLength(2);
  line.up = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(taken.map(([index]) => index)).toEqual([0, 1]);
  expect(localStorage).toHaveLength(0);
});

test("what was not sent survives a reload, and a newer answer of the second visit wins", async () => {
  const { send, taken, line } = server();
  const first = box(send);
  line.up = false;
  first.put(0, pick("a"));
  await first.flush();
  first.close();
  line.up = true;
  clock -= 60_000; // the next visit's clock runs behind
  const second = box(send);
  expect(second.waiting().get(0)?.answer).toEqual(pick("a"));
  second.put(0, pick("b"));
  await second.flush();
  expect(taken).toEqual([[0, { seq: 1_000_001, answer: pick("b") }]]);
});

test("two tabs: neither overwrites the other's questions, and each sends what the other has left", async () => {
  const { send, taken, line } = server();
  const [left, right] = [box(send), box(send)];
  line.up = false;
  left.put(0, pick("a"));
  right.put(1, pick("b"));
  right.put(0, pick("newer"));
  await Promise.all([left.flush(), right.flush()]);
  right.close();
  line.up = true;
  await left.flush();
  expect(taken.map(([index, { answer }]) => [index, answer])).toEqual([[0, pick("newer")], [1, pick("b")]]);
  expect(localStorage).toHaveLength(0);
});

test("an answer given while the last one is on its way is sent after it", async () => {
  const arrived: Waiting[] = [];
  let let1: () => void = () => undefined;
  const outbox = box(async (_, waiting) => {
    arrived.push(waiting);
    if (arrived.length === 1) await new Promise<void>((resolve) => (let1 = resolve));
    return saved(waiting.seq);
  });
  outbox.put(0, pick("a"));
  outbox.put(0, pick("b"));
  let1();
  await outbox.flush();
  expect(arrived.map(({ answer }) => answer)).toEqual([pick("a"), pick("b")]);
  expect(outbox.snapshot().get(0)?.kind).toBe("saved");
});

test("a refused answer is told and does not hold up the others", async () => {
  const sent: number[] = [];
  const outbox = box((index, { seq }) => {
    sent.push(index);
    return index === 0 ? Promise.reject(new Problem({ type: "answer-does-not-fit", title: "", status: 422 })) : Promise.resolve(saved(seq));
  });
  outbox.put(0, pick("a"));
  outbox.put(1, pick("b"));
  await outbox.flush();
  expect(sent).toEqual([0, 1]);
  expect(outbox.snapshot().get(0)?.kind).toBe("refused");
  expect(outbox.snapshot().get(1)?.kind).toBe("saved");
});

test("when the attempt is over nothing more is sent, and the page is told", async () => {
  const onOver = vi.fn();
  const outbox = box(() => Promise.reject(new Problem({ type: "attempt-over", title: "", status: 409 })), { onOver });
  outbox.put(0, pick("a"));
  await outbox.flush();
  expect(onOver).toHaveBeenCalledOnce();
  outbox.forget();
  expect(localStorage).toHaveLength(0);
});

test("without storage answers wait in memory", async () => {
  const { send, taken, line } = server();
  const outbox = box(send, { storage: undefined });
  line.up = false;
  outbox.put(0, pick("a"));
  await outbox.flush();
  expect(outbox.waiting().get(0)?.answer).toEqual(pick("a"));
  line.up = true;
  await outbox.flush();
  expect(taken).toHaveLength(1);
});

test("another attempt's answers are left alone", () => {
  localStorage.setItem("lectern-answer-a10-0", JSON.stringify({ seq: 5, answer: pick("z") }));
  expect(box(server().send).waiting().size).toBe(0);
});
