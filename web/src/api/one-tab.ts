/**
 * One tab at a time does a piece of work, and the others take its result: a leader by BroadcastChannel.
 * Web Locks would do, but they do not exist over plain HTTP on an address of the local network.
 */
export interface Shared<T> {
  /** Runs `work` in one of the tabs that ask at the same moment; all get its result. */
  run: () => Promise<T>;
  close: () => void;
}

type Message<T> =
  | { kind: "want"; id: string }
  | { kind: "busy"; to: string }
  | { kind: "done"; result: T }
  | { kind: "failed" };

interface Options<T> {
  channel: string;
  work: () => Promise<T>;
  /** A result another tab has got already and that still serves. */
  ready: () => T | undefined;
  /** Called with results that came from other tabs. */
  onResult: (result: T) => void;
  /** How long tabs listen to each other before the one with the lowest id begins, in ms. */
  listenMs?: number;
  /** After this long without a word from the leader a tab goes alone, in ms. */
  patienceMs?: number;
}

const newId = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36).padStart(7, "0")).join("");

export function oneTab<T>({ channel: name, work, ready, onResult, listenMs = 60, patienceMs = 8000 }: Options<T>): Shared<T> {
  const channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
  const id = newId();
  let inFlight: Promise<T> | undefined;
  let leading = false;
  let wanting = false;
  let hear: ((message: Message<T>) => void) | undefined;
  const say = (message: Message<T>) => channel?.postMessage(message);

  channel?.addEventListener("message", ({ data }: MessageEvent<Message<T>>) => {
    if (data.kind === "done") onResult(data.result);
    if (data.kind === "want") {
      const result = ready();
      if (leading) say({ kind: "busy", to: data.id });
      else if (result !== undefined) say({ kind: "done", result });
      // Both want and this one goes first: say so again, the other may have begun to listen later.
      else if (wanting && id < data.id) say({ kind: "want", id });
    }
    hear?.(data);
  });

  async function lead(): Promise<T> {
    leading = true;
    try {
      const result = await work();
      say({ kind: "done", result });
      return result;
    } catch (error) {
      say({ kind: "failed" });
      throw error;
    } finally {
      leading = false;
    }
  }

  function follow(): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout>;
      const stop = () => {
        clearTimeout(timer);
        hear = undefined;
        wanting = false;
      };
      const goAlone = () => {
        stop();
        lead().then(resolve, reject);
      };
      const wait = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(goAlone, ms);
      };
      hear = (message) => {
        if (message.kind === "done") {
          stop();
          resolve(message.result);
        } else if (message.kind === "failed") {
          goAlone(); // its line may be down; ours may not
        } else if ((message.kind === "busy" && message.to === id) || (message.kind === "want" && message.id < id)) {
          wait(patienceMs);
        }
      };
      wanting = true;
      say({ kind: "want", id });
      wait(listenMs);
    });
  }

  return {
    run: () => {
      inFlight ??= (channel === undefined ? lead() : follow()).finally(() => {
        inFlight = undefined;
      });
      return inFlight;
    },
    close: () => channel?.close(),
  };
}
