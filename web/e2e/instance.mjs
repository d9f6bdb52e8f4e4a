// A whole Lectern for one test file: the real binary with its private PostgreSQL, Redis, nginx and store, on a free
// port and in a folder of its own.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The binary under test: what LECTERN_BIN names, else the newest build in the clone. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const found = [process.env.LECTERN_BIN, join(target, "debug/lectern"), join(target, "local/lectern")].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new Error("build it first: cargo build -p lectern");
  return found;
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Starts an instance; `settings` are environment variables such as LECTERN_ACCOUNTS__TEACHER_APPROVAL. */
export async function startInstance(settings = {}) {
  const data = await mkdtemp(join(tmpdir(), "lectern-e2e-"));
  await chmod(data, 0o755);
  const port = await freePort();
  const output = [];
  let child;
  // A test that is stopped in the middle leaves no school behind.
  process.on("exit", () => child?.kill("SIGTERM"));

  async function up() {
    child = spawn(
      binary(),
      ["up", "--no-demo", "--data", data, "--port", String(port), "--web", join(root, "web/dist")],
      { env: { ...process.env, ...settings }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const keep = (bytes) => output.push(bytes.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const url = `http://localhost:${port}`;
    const deadline = Date.now() + 120_000;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`it ended while starting:\n${output.join("").slice(-4000)}`);
      const answer = await fetch(`${url}/api/health/ready`).catch(() => undefined);
      // Its own commands find the instance by this file.
      if (answer?.ok && existsSync(join(data, "running.toml"))) return url;
      if (Date.now() > deadline) throw new Error(`it is not ready after two minutes:\n${output.join("").slice(-4000)}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  async function down(signal = "SIGTERM") {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  const url = await up();
  return {
    url,
    data,
    up,
    down,
    log: () => output.join(""),
    /** Runs the binary's own command, such as `admin create`, on this instance. */
    run: (args, input = "") =>
      new Promise((done, failed) => {
        const command = spawn(binary(), [...args, "--data", data], { env: { ...process.env, ...settings } });
        let text = "";
        command.stdout.on("data", (bytes) => (text += bytes));
        command.stderr.on("data", (bytes) => (text += bytes));
        command.on("exit", (code) => (code === 0 ? done(text) : failed(new Error(text))));
        command.stdin.end(input);
      }),
    async stop() {
      await down();
      await rm(data, { recursive: true, force: true });
    },
  };
}
