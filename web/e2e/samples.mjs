// Small real videos, made by ffmpeg when a test asks.
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "lectern-samples-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function ffmpeg(...args) {
  execFileSync("ffmpeg", ["-hide_banner", "-nostdin", "-loglevel", "error", "-y", ...args.map(String)]);
}

const picture = (seconds, size) => ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=30:duration=${seconds}`];
const sound = (seconds) => ["-f", "lavfi", "-i", `sine=frequency=330:sample_rate=48000:duration=${seconds}`];

/** H.264 and AAC with a keyframe every 2 s: its first generation is a copy. */
export function copyable(name, seconds, size = "640x360") {
  const path = join(folder, name);
  ffmpeg(...picture(seconds, size), ...sound(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "high", "-pix_fmt", "yuv420p",
    "-g", 60, "-keyint_min", 60, "-sc_threshold", 0, "-bf", 2, "-crf", 30, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", path);
  return path;
}

/** VP9 and Opus: has to be encoded. */
export function encodable(name, seconds, size = "640x360") {
  const path = join(folder, name);
  ffmpeg(...picture(seconds, size), ...sound(seconds), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", 8, "-b:v", "600k", "-c:a", "libopus", path);
  return path;
}

/** The same video made long on disk by an ignored `free` box (ISO/IEC 14496-12 section 8.1.2) at its end. */
export function heavy(path, bytes) {
  const box = Buffer.alloc(Math.max(8, bytes - statSync(path).size));
  box.writeUInt32BE(box.length, 0);
  box.write("free", 4, "latin1");
  appendFileSync(path, box);
  return path;
}

/** Whatever the name says, it is text. */
export function text(name, words) {
  const path = join(folder, name);
  writeFileSync(path, words);
  return path;
}
