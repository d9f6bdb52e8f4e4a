import { API } from "./plain";
import { accessToken, renew } from "./session";

/** A message of the server: `video`, `access`, `account`. */
export interface ServerEvent {
  event: string;
  data: unknown;
}

/** Takes text as it comes and gives the events that are complete (the format of Server-Sent Events). */
export function eventParser(): (chunk: string) => ServerEvent[] {
  let rest = "";
  return (chunk) => {
    const blocks = (rest + chunk).replace(/\r\n?/g, "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const field = (name: string) =>
        block
          .split("\n")
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).replace(/^ /, ""));
      const data = field("data").join("\n");
      if (data === "") return []; // a heartbeat
      try {
        return [{ event: field("event")[0] ?? "message", data: JSON.parse(data) as unknown }];
      } catch {
        return [];
      }
    });
  };
}

/** The server says something at least this often; silence means the line is dead. */
const SILENCE_MS = 50_000;
const LONGEST_WAIT_MS = 30_000;

interface StreamOptions {
  onEvent: (event: ServerEvent) => void;
  /** The stream is open. Whatever happened before is not repeated: read again what is shown. */
  onOpen: () => void;
  signal: AbortSignal;
}

/** Reads the event stream until it is told to stop; reconnects by itself. `EventSource` cannot send a bearer token. */
export async function readEvents({ onEvent, onOpen, signal }: StreamOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const began = Date.now();
    try {
      await readOnce(onEvent, onOpen, signal);
    } catch {
      // the line, the server or a proxy's patience: all the same, try again
    }
    failures = Date.now() - began > 10_000 ? 1 : failures + 1;
    await pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures) * (0.8 + Math.random() * 0.4), signal);
  }
}

async function readOnce(onEvent: (event: ServerEvent) => void, onOpen: () => void, signal: AbortSignal): Promise<void> {
  const token = await accessToken();
  if (token === undefined || signal.aborted) return;
  const silent = new AbortController();
  const ask = (bearer: string) =>
    globalThis.fetch(`${API}/events`, { headers: { Accept: "text/event-stream", Authorization: `Bearer ${bearer}` }, cache: "no-store", signal: AbortSignal.any([signal, silent.signal]) });
  let response = await ask(token);
  if (response.status === 401) {
    const fresh = await renew(token);
    if (fresh === undefined) return;
    response = await ask(fresh);
  }
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
  onOpen();
  const parse = eventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      for (const event of parse(value)) onEvent(event);
    }
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
