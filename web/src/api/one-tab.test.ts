import { afterEach, expect, test } from "vitest";

import type { Shared } from "./one-tab";
import { oneTab } from "./one-tab";

const open: Shared<string>[] = [];
afterEach(() => {
  for (const tab of open.splice(0)) tab.close();
});

/** Tabs of one browser: each has a channel of its own under the same name. */
function tabs(count: number, channel: string, work: (tab: number) => Promise<string>) {
  const got = new Array<string | undefined>(count).fill(undefined);
  const made = got.map((_, index) =>
    oneTab<string>({ channel, work: () => work(index), ready: () => got[index], onResult: (result) => (got[index] = result), listenMs: 60, patienceMs: 400 }),
  );
  open.push(...made);
  return { made, got };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("five tabs that wake at once do the work once and share its result", async () => {
  let runs = 0;
  const { made } = tabs(5, "five", async (tab) => {
    runs += 1;
    await wait(30);
    return `from ${tab}`;
  });
  const results = await Promise.all(made.map((tab) => tab.run()));
  expect(runs).toBe(1);
  expect(new Set(results).size).toBe(1);
});

test("a tab that comes while the work runs waits for it", async () => {
  let runs = 0;
  const { made } = tabs(2, "late", async () => {
    runs += 1;
    await wait(150);
    return "done";
  });
  const first = made[0]?.run();
  await wait(100);
  expect(await made[1]?.run()).toBe("done");
  expect(await first).toBe("done");
  expect(runs).toBe(1);
});

test("a leader that fails is replaced", async () => {
  const runs: number[] = [];
  const { made } = tabs(2, "fails", (tab) => {
    runs.push(tab);
    return runs.length === 1 ? Promise.reject(new Error("the line is down")) : Promise.resolve("second try");
  });
  const results = await Promise.allSettled(made.map((tab) => tab.run()));
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a leader that vanishes is not waited for for ever", async () => {
  const { made } = tabs(2, "gone", (tab) => (tab === 0 ? new Promise<string>(() => undefined) : Promise.resolve("alone")));
  void made[0]?.run();
  await wait(100); // the first tab leads and will never answer
  expect(await made[1]?.run()).toBe("alone");
});
