// Requests over connections that stay open, as fast as the answers come: by wrk, which takes less of the machine than
// what it asks.
import { execFile } from "node:child_process";
import { Agent, request } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const asLua = (text) => `[==[${text}]==]`;

/**
 * Sends `requests` in turn from `clients` connections; answers the rate a second and the quantiles in milliseconds.
 * `{seq}` in a body is a number that rises. Any answer but 2xx is an error.
 */
export async function load(origin, requests, { clients, seconds }) {
  const folder = await mkdtemp(join(tmpdir(), "lectern-bench-"));
  const one = ({ method = "GET", path, token, body }) => {
    const headers = [`["Origin"]=${asLua(origin)}`];
    if (token !== undefined) headers.push(`["Authorization"]=${asLua(`Bearer ${token}`)}`);
    if (body !== undefined) headers.push('["Content-Type"]="application/json"');
    return `{"${method}", ${asLua(path)}, {${headers.join(", ")}}, ${body === undefined ? "nil" : asLua(JSON.stringify(body))}}`;
  };
  const script = `
local asked = {${requests.map(one).join(",\n")}}
local n, seq = 0, ${Date.now() * 1000}
request = function()
  n = n + 1
  local r = asked[n % #asked + 1]
  local body = r[4]
  if body then
    seq = seq + 1
    body = body:gsub('"{seq}"', string.format("%d", seq))
  end
  return wrk.format(r[1], r[2], r[3], body)
end
done = function(summary, latency)
  local failed = summary.errors
  io.write(string.format('\\nTOLD {"rate": %f, "p50": %f, "p99": %f, "failed": %d}\\n', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    failed.status + failed.connect + failed.read + failed.write + failed.timeout))
end`;
  try {
    const path = join(folder, "load.lua");
    await writeFile(path, script);
    const told = await run("wrk", ["-t", "1", "-c", String(clients), "-d", `${seconds}s`, "-s", path, origin]);
    const found = JSON.parse(/^TOLD (.*)$/m.exec(told.stdout)[1]);
    if (found.failed > 0) throw new Error(`${found.failed} requests of ${requests[0].path} failed:\n${told.stdout}`);
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One request; answers its milliseconds and body. Anything but 2xx is an error. */
export function once(agent, url, { method = "GET", token, body } = {}) {
  const began = performance.now();
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((done, failed) => {
    const sent = request(url, {
      agent,
      method,
      headers: {
        Origin: new URL(url).origin,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(text && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
      },
    });
    sent.on("error", failed);
    sent.on("response", (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const whole = Buffer.concat(parts);
        if (answer.statusCode >= 300) failed(new Error(`${answer.statusCode} ${method} ${url}: ${whole.toString().slice(0, 300)}`));
        else done({ ms: performance.now() - began, body: whole });
      });
    });
    sent.end(text);
  });
}

export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
export const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);
