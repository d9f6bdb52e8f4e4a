// The API as a client of the edge sees it: for what a browser test needs to be there, and for what a page cannot try.
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";

const MiB = 1024 * 1024;

export class Refused extends Error {
  constructor(status, problem) {
    super(`${status} ${problem?.type ?? ""} ${problem?.title ?? ""}`);
    this.status = status;
    this.problem = problem;
  }
}

/** A signed-in person. `call(method, path, body)` answers the parsed body or throws `Refused`. */
export class Client {
  constructor(url) {
    this.url = url;
  }

  async raw(method, path, body, headers = {}) {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        Origin: this.url,
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  async call(method, path, body) {
    const answer = await this.raw(method, path, body);
    const text = await answer.text();
    const parsed = text === "" ? undefined : JSON.parse(text);
    if (!answer.ok) throw new Refused(answer.status, parsed);
    return parsed;
  }

  async register(name, email, password, extra = {}) {
    const session = await this.call("POST", "/auth/register", { name, email, password, language: "en", ...extra });
    this.token = session.access_token;
    this.me = session.account;
    return this;
  }

  async signIn(email, password) {
    const session = await this.call("POST", "/auth/sign-in", { email, password });
    this.token = session.access_token;
    this.me = session.account;
    return this;
  }

  /** A course of one section with the lessons named; answers its edit view. */
  async course(title, lessons) {
    const made = await this.call("POST", "/courses", { title, language: "en" });
    await this.call("PATCH", `/courses/${made.id}`, { summary: "What it is about." });
    let course = await this.call("POST", `/courses/${made.id}/sections`, { title: "Beginning" });
    for (const lesson of lessons) {
      course = await this.call("POST", `/sections/${course.sections[0].id}/lessons`, { kind: "video", ...lesson });
    }
    return course;
  }

  /** Sends the file at `path` as the video of a lesson, part by part, and answers the video. */
  async upload(lesson, path, name = basename(path)) {
    const { size, mtimeMs } = await stat(path);
    const file = await open(path);
    try {
      const read = async (from, length) => (await file.read(Buffer.alloc(length), 0, length, from)).buffer;
      const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
      const upload = await this.call("POST", "/uploads", {
        lesson_id: lesson,
        file_name: name,
        size_bytes: size,
        modified_ms: Math.round(mtimeMs),
        head_sha256: sha256(await read(0, Math.min(MiB, size))),
        tail_sha256: sha256(await read(Math.max(0, size - MiB), Math.min(MiB, size))),
      });
      const parts = [];
      for (let number = 1; number <= upload.part_count; number += 1) {
        const from = (number - 1) * upload.part_size_bytes;
        const body = await read(from, Math.min(upload.part_size_bytes, size - from));
        const signed = await this.call("POST", `/uploads/${upload.id}/parts/${number}/sign`);
        const answer = await fetch(new URL(signed.url, this.url), { method: "PUT", body });
        if (!answer.ok) throw new Error(`part ${number}: ${answer.status} ${await answer.text()}`);
        parts.push({ number, etag: answer.headers.get("etag") });
      }
      return await this.call("POST", `/uploads/${upload.id}/complete`, { parts });
    } finally {
      await file.close();
    }
  }

  /** Waits until `done(video)` holds. */
  async video(id, done, seconds = 120) {
    for (const deadline = Date.now() + seconds * 1000; ; ) {
      const video = await this.call("GET", `/videos/${id}`);
      if (done(video)) return video;
      if (Date.now() > deadline) throw new Error(`the video stays ${JSON.stringify(video)}`);
      await new Promise((next) => setTimeout(next, 250));
    }
  }
}
