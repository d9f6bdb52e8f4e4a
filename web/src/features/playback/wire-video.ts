import type { PlayerController } from "./controller";

/** Joins the events of the element and of the page with the controller. Gives the way back. */
export function wireVideo(video: HTMLVideoElement, player: PlayerController): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const on = (name: string, act: () => void) => video.addEventListener(name, act, { signal });

  on("timeupdate", () => player.ticked());
  on("progress", () => player.ticked());
  on("play", () => player.started());
  on("playing", () => player.set({ paused: false, waiting: false, needsPress: false }));
  on("canplay", () => player.set({ waiting: false }));
  on("waiting", () => player.stalled());
  on("pause", () => {
    // The element pauses by itself at its end; that is told by `ended`.
    if (!video.ended) player.paused();
  });
  on("seeking", () => player.maybeMove("seek"));
  on("seeked", () => player.seeked());
  on("ended", () => player.finished());
  on("resize", () => {
    if (video.videoHeight > 0) player.set({ ratio: video.videoWidth / video.videoHeight });
  });

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? player.hidden() : player.woke()), { signal });
  globalThis.addEventListener("online", () => player.woke(), { signal });
  globalThis.addEventListener("pagehide", () => player.left(), { signal });
  // A page that comes back from the browser's memory has slept like a closed lid.
  globalThis.addEventListener("pageshow", () => player.woke(), { signal });
  return () => stop.abort();
}
