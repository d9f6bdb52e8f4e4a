import type { ServerEvent } from "./event-stream";
import { readEvents } from "./event-stream";

/** Told to listeners of every event when the stream opens again: lost events are not repeated. */
export const OPENED = "opened";

type Message = { kind: "lead"; term: number; id: string } | { kind: "event"; event: ServerEvent } | { kind: "who" } | { kind: "bye" };

interface HubOptions {
  channel: BroadcastChannel | undefined;
  read?: typeof readEvents;
  visible?: () => boolean;
}

const BEAT_MS = 2000;
/** A leader that says nothing for so long is closed, or sleeps in the background. */
const PATIENCE_MS = 5000;

/**
 * One event stream for all tabs of a browser: over plain HTTP a browser opens six connections to a server,
 * and a stream a tab would leave none for the rest. One tab reads and tells the others.
 */
export class EventHub {
  private readonly listeners = new Map<string, Set<(data: unknown) => void>>();
  private readonly options: HubOptions;
  private readonly id = crypto.getRandomValues(new Uint32Array(1)).join();
  private term = 0;
  private heardAt = 0;
  private stream: AbortController | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: HubOptions) {
    this.options = options;
    options.channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => this.hear(data));
  }

  on(event: string, listener: (data: unknown) => void): () => void {
    const set = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, set.add(listener));
    this.start();
    return () => {
      set.delete(listener);
      if ([...this.listeners.values()].every((each) => each.size === 0)) this.stop();
    };
  }

  /** Another person, another stream. */
  restart(): void {
    if (this.stream === undefined) return;
    this.resign();
    this.lead();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.stream === undefined) return;
    this.resign();
    this.say({ kind: "bye" });
  }

  get leading(): boolean {
    return this.stream !== undefined;
  }

  private start(): void {
    if (this.timer !== undefined) return;
    // A little while to hear of a leader before this tab becomes one.
    this.heardAt = Date.now() - PATIENCE_MS + 300;
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    this.say({ kind: "who" });
    setTimeout(() => this.beat(), this.options.channel === undefined ? 0 : 350);
  }

  private beat(): void {
    if (this.timer === undefined) return;
    if (this.stream !== undefined) this.say({ kind: "lead", term: this.term, id: this.id });
    // Nobody looks at a hidden tab: it neither needs news nor wakes often enough to pass them on.
    else if (Date.now() - this.heardAt >= PATIENCE_MS && (this.options.visible ?? isVisible)()) this.lead();
  }

  private lead(): void {
    this.term += 1;
    const stream = new AbortController();
    this.stream = stream;
    this.say({ kind: "lead", term: this.term, id: this.id });
    void (this.options.read ?? readEvents)({
      signal: stream.signal,
      onOpen: () => this.pass({ event: OPENED, data: null }),
      onEvent: (event) => this.pass(event),
    });
  }

  private resign(): void {
    this.stream?.abort();
    this.stream = undefined;
  }

  private hear(message: Message): void {
    if (message.kind === "who") {
      if (this.stream !== undefined) this.say({ kind: "lead", term: this.term, id: this.id });
    } else if (message.kind === "event") {
      this.heardAt = Date.now();
      this.tell(message.event);
    } else if (message.kind === "bye") {
      this.heardAt = 0;
      this.beat();
    } else if (this.stream === undefined || message.term > this.term || (message.term === this.term && message.id > this.id)) {
      // A later term wins; of two that began together, the greater id.
      this.resign();
      this.term = message.term;
      this.heardAt = Date.now();
    } else this.say({ kind: "lead", term: this.term, id: this.id });
  }

  private pass(event: ServerEvent): void {
    this.tell(event);
    this.say({ kind: "event", event });
  }

  private tell({ event, data }: ServerEvent): void {
    for (const listener of this.listeners.get(event) ?? []) listener(data);
  }

  private say(message: Message): void {
    this.options.channel?.postMessage(message);
  }
}

const isVisible = () => document.visibilityState === "visible";
