// Requests over connections that stay open, as fast as the answers come.
import { Agent, request } from "node:http";

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
        const whole = Buffer.concat(parts).toString();
        if (answer.statusCode >= 300) failed(new Error(`${answer.statusCode} ${method} ${url}: ${whole.slice(0, 300)}`));
        else done({ ms: performance.now() - began, body: whole });
      });
    });
    sent.end(text);
  });
}

/** `make(client, n)` names each request; answers the rate a second and the sorted milliseconds. */
export async function load(make, { clients, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  const began = performance.now();
  const client = async (number) => {
    for (let n = 0; performance.now() - began < seconds * 1000; n += 1) {
      const [url, options] = make(number, n);
      times.push((await once(agent, url, options)).ms);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const rate = (times.length / (performance.now() - began)) * 1000;
  agent.destroy();
  return { rate, times: times.sort((a, b) => a - b) };
}

export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
export const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);
