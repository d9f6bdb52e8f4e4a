import { expect, it, vi } from "vitest";

import { Problem } from "@/api/problem";

import type { FileOut } from "./api/files";
import { FileSends } from "./file-sends";

const out = (name: string): FileOut => ({ id: name, name, size_bytes: 3, content_type: "application/pdf", shown: "pdf" });
const file = (name: string) => new File(["abc"], name);
const to = (lessonId: string, use: "file" | "attachment" = "attachment") => ({ courseId: "c", lessonId, use });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

it("sends one after another and puts each into its lesson", async () => {
  const order: string[] = [];
  const sends = new FileSends(async (_, { name }, { onProgress }) => {
    order.push(`send ${name}`);
    onProgress(0.5);
    return out(name);
  });
  const arrived = vi.fn((each: FileOut) => Promise.resolve(order.push(`put ${each.name}`)));
  sends.add(file("a.pdf"), to("l1"), arrived);
  sends.add(file("b.pdf"), to("l1"), arrived);
  await settle();
  expect(order).toEqual(["send a.pdf", "put a.pdf", "send b.pdf", "put b.pdf"]);
  expect(sends.snapshot()).toEqual([]);
  expect(sends.busy).toBe(false);
});

it("a refused file stays with the reason, can be tried again, and holds up nobody", async () => {
  const refusal = new Problem({ type: "pdf-with-scripts", title: "no", status: 422 });
  const send = vi.fn((_: string, { name }: File) => (name === "bad.pdf" ? Promise.reject(refusal) : Promise.resolve(out(name))));
  const sends = new FileSends(send);
  const arrived = vi.fn(() => Promise.resolve());
  sends.add(file("bad.pdf"), to("l1"), arrived);
  sends.add(file("good.pdf"), to("l2"), arrived);
  await settle();
  expect(sends.snapshot()).toMatchObject([{ name: "bad.pdf", state: "failed", error: refusal }]);
  expect(arrived).toHaveBeenCalledOnce();
  send.mockImplementation((_, { name }) => Promise.resolve(out(name)));
  sends.retry(sends.snapshot()[0]?.key ?? "");
  await settle();
  expect(sends.snapshot()).toEqual([]);
  expect(arrived).toHaveBeenCalledTimes(2);
});

it("what is given up does not arrive, and a lesson's new file takes the place of the old one", async () => {
  const waiting: (() => void)[] = [];
  const sends = new FileSends((_, { name }, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    waiting.push(() => resolve(out(name)));
  }));
  const arrived = vi.fn(() => Promise.resolve());
  sends.add(file("old.pdf"), to("l1", "file"), arrived);
  sends.add(file("new.pdf"), to("l1", "file"), arrived);
  await settle();
  expect(sends.snapshot().map(({ name }) => name)).toEqual(["new.pdf"]);
  waiting.at(-1)?.();
  await settle();
  expect(arrived).toHaveBeenCalledExactlyOnceWith(out("new.pdf"));
});
