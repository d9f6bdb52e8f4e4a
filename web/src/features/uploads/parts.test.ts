import { describe, expect, it } from "vitest";

import { Problem } from "@/api/problem";

import { fingerprint, isSame } from "./fingerprint";
import { RateMeter } from "./rate";
import { reason } from "./sender";
import { notVideo } from "./sniff";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("fingerprint", () => {
  it("is of the first and the last MiB, without a secure context", async () => {
    const big = new Uint8Array(3 * 1024 * 1024).fill(7);
    const one = await fingerprint(new File([big], "a.mp4", { lastModified: 5 }));
    expect(one).toMatchObject({ file_name: "a.mp4", size_bytes: big.length, modified_ms: 5 });
    const middle = big.slice().fill(9, 1.4 * 1024 * 1024, 1.5 * 1024 * 1024);
    expect(isSame(one, await fingerprint(new File([middle], "a.mp4", { lastModified: 5 })))).toBe(true);
    const end = big.slice();
    end[end.length - 1] = 0;
    expect(isSame(one, await fingerprint(new File([end], "a.mp4", { lastModified: 5 })))).toBe(false);
  });

  it("knows SHA-256", async () => {
    expect((await fingerprint(new File(["abc"], "a"))).head_sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("another name, size or time is another file", async () => {
    const one = await fingerprint(new File(["abc"], "a", { lastModified: 1 }));
    expect(isSame(one, { ...one, file_name: "b" })).toBe(false);
    expect(isSame(one, { ...one, modified_ms: 2 })).toBe(false);
    expect(isSame(one, { ...one, size_bytes: 4 })).toBe(false);
  });
});

describe("what is no video", () => {
  it.each([
    ["", "empty"],
    ["%PDF-1.7", "pdf"],
    ["PK\u0003\u0004....", "zip"],
    ["#EXTM3U\n#EXTINF", "playlist"],
    ["\u0089PNG\r\n", "picture"],
    ["\u00FF\u00D8\u00FF\u00E0", "picture"],
    ["RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", "picture"],
    ["Dear colleagues,\n", "text"],
  ])("%j is %s", (text, found) => expect(notVideo(bytes(text))).toBe(found));

  it.each([["\0\0\0\u0018ftypisom"], ["\u001AE\u00DF\u00A3\u0001\0\0"], ["RIFF\u0001\0\0\0AVI LIST"], ["G@\0\u0010\0\0"], ["FLV\u0001\u0005\0\0\0\u0009"], ["OggS\0\u0002"], ["ID3\u0004\0\0"]])("%j may be one", (text) => expect(notVideo(bytes(text))).toBeUndefined());
});

describe("speed", () => {
  it("is that of the last ten seconds", () => {
    const meter = new RateMeter();
    for (let second = 0; second <= 10; second += 1) meter.add(second * 100, second * 1000);
    expect(meter.perSecond).toBe(100);
    for (let second = 11; second <= 30; second += 1) meter.add(1000 + (second - 10) * 500, second * 1000);
    expect(meter.perSecond).toBe(500);
  });

  it("is not guessed from too little, and begins anew when parts were given up", () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(100, 1000);
    expect(meter.perSecond).toBeUndefined();
    meter.add(200, 3000);
    expect(meter.perSecond).toBeGreaterThan(0);
    meter.add(50, 3100);
    expect(meter.perSecond).toBeUndefined();
  });
});

describe("why sending stopped", () => {
  const here = new Blob(["x"]);
  it("tells a refusal from a lost line", async () => {
    const refusal = new Problem({ type: "not-found", title: "gone", status: 404 });
    expect(await reason(refusal, here)).toEqual({ kind: "refused", error: refusal });
    expect(await reason(new Problem({ type: "busy", title: "busy", status: 503 }), here)).toEqual({ kind: "line" });
    expect(await reason(new Problem({ type: "parts-missing", title: "missing", status: 409 }), here)).toEqual({ kind: "line" });
    expect(await reason(new Error("Unknown error"), here)).toEqual({ kind: "line" });
  });

  it("a file that cannot be read any more looks like a lost line and is not", async () => {
    const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) }) } as unknown as Blob;
    expect(await reason(new Error("Unknown error"), gone)).toEqual({ kind: "file" });
  });
});
