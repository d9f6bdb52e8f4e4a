import { useEffect, useState, useSyncExternalStore } from "react";

import { Autosaver } from "./autosaver";

interface Autosave<T> {
  value: T;
  change: (value: T) => void;
  /** Saves at once what waits: the field is left. */
  flush: () => Promise<void>;
  error: unknown;
}

/** A field that saves itself: a moment after typing stops, when it is left, and again while the line is down. */
export function useAutosave<T>(current: T, save: (value: T) => Promise<unknown>): Autosave<T> {
  const [saver] = useState(() => new Autosaver<T>(save));
  const { waiting, error } = useSyncExternalStore(saver.subscribe, saver.snapshot);
  useEffect(() => {
    saver.saveBy(save);
  }, [saver, save]);
  useEffect(() => {
    if (waiting === undefined) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    globalThis.addEventListener("beforeunload", warn);
    return () => globalThis.removeEventListener("beforeunload", warn);
  }, [waiting]);
  // Another tab or page of ours opens: what waits goes out first.
  useEffect(() => () => void saver.flush(), [saver]);
  return { value: waiting === undefined ? current : waiting.value, change: saver.change, flush: saver.flush, error };
}
