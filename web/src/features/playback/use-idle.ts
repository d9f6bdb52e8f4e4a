import type { RefObject } from "react";
import { useEffect, useState } from "react";

const IDLE_MS = 3000;

/** True while nobody moved the pointer or pressed a key for three seconds: full screen hides its deck. */
export function useIdle(root: RefObject<HTMLElement | null>, watched: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const element = root.current;
    if (!watched || element === null) return;
    const stop = new AbortController();
    let timer = setTimeout(() => setIdle(true), IDLE_MS);
    const active = () => {
      setIdle(false);
      clearTimeout(timer);
      timer = setTimeout(() => setIdle(true), IDLE_MS);
    };
    for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) element.addEventListener(name, active, { signal: stop.signal });
    document.addEventListener("keydown", active, { signal: stop.signal });
    return () => {
      stop.abort();
      clearTimeout(timer);
      setIdle(false);
    };
  }, [root, watched]);
  return idle && watched;
}
