import type { Engine } from "./engine";

/** What a change of generation cost: told by the event `lectern:moved` of the video element. */
export interface Moved {
  /** From the last picture of the old generation to the first of the new one. */
  ms: number;
  /** How far the first picture stands from the last one. */
  drift_ms: number;
  /** Fatal errors of the engine since it was made. */
  fatal: number;
}

/** A move that takes longer than this is left to the ordinary words about a bad line. */
const GIVE_UP_MS = 15_000;

/** Loads a master anew at the same second, with the last picture kept on the screen meanwhile. */
export class Mover {
  moving = false;
  private readonly video: HTMLVideoElement;
  private readonly engine: Engine;

  constructor(video: HTMLVideoElement, engine: Engine) {
    this.video = video;
    this.engine = engine;
  }

  async move(url: string, play: boolean): Promise<void> {
    if (this.moving) return;
    this.moving = true;
    const { video } = this;
    const stood = video.currentTime;
    const [volume, muted, rate] = [video.volume, video.muted, video.playbackRate];
    const still = freeze(video);
    const began = performance.now();
    try {
      const arrived = firstPicture(video, stood);
      this.engine.load(url, stood * 1000);
      video.volume = volume;
      video.muted = muted;
      video.defaultPlaybackRate = rate;
      video.playbackRate = rate;
      if (play) await video.play().catch(() => undefined);
      const stands = await arrived;
      const moved: Moved = { ms: Math.round(performance.now() - began), drift_ms: Math.round((stands - stood) * 1000), fatal: this.engine.fatal };
      video.dispatchEvent(new CustomEvent("lectern:moved", { detail: moved, bubbles: true }));
    } finally {
      still?.remove();
      this.moving = false;
      if (play && video.paused) video.dispatchEvent(new Event("pause"));
      video.dispatchEvent(new Event("timeupdate"));
    }
  }
}

/** The last picture, drawn over the element while it has none. */
function freeze(video: HTMLVideoElement): HTMLCanvasElement | undefined {
  const parent = video.parentElement;
  if (parent === null || video.videoWidth === 0) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.dataset["still"] = "";
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  context.drawImage(video, 0, 0);
  video.insertAdjacentElement("afterend", canvas);
  return canvas;
}

/** The second on which the new generation shows its first picture (sound: is ready to go on). */
function firstPicture(video: HTMLVideoElement, fallback: number): Promise<number> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const done = (second: number) => {
      stop.abort();
      clearTimeout(timer);
      resolve(second);
    };
    const timer = setTimeout(() => done(fallback), GIVE_UP_MS);
    const opened = () => {
      // Frames are told only for what is on the screen; in a hidden tab and for sound alone, readiness has to do.
      if (video.videoWidth > 0 && document.visibilityState === "visible" && "requestVideoFrameCallback" in video) {
        video.requestVideoFrameCallback((_, frame) => done(frame.mediaTime));
      }
      const ready = () => {
        if (!video.seeking && (video.videoWidth === 0 || document.visibilityState === "hidden")) done(video.currentTime);
      };
      for (const name of ["canplay", "seeked", "playing"]) video.addEventListener(name, ready, { signal: stop.signal });
    };
    video.addEventListener("loadedmetadata", opened, { once: true, signal: stop.signal });
  });
}
