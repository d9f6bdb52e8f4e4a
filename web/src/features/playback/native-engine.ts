import type { Engine, EngineEvents } from "./engine";

export const nativeSupported = (video: HTMLVideoElement) => video.canPlayType("application/vnd.apple.mpegurl") !== "";

/** The browser plays HLS by itself (iPhone): it chooses the quality, and tells little when something is wrong. */
export class NativeEngine implements Engine {
  fatal = 0;
  private readonly video: HTMLVideoElement;
  private readonly events: EngineEvents;
  private readonly stop = new AbortController();
  private url = "";
  private startMs = 0;
  private decodeErrors = 0;

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    this.events = events;
    const { signal } = this.stop;
    video.addEventListener("error", () => this.failed(), { signal });
    video.addEventListener("loadedmetadata", () => this.opened(), { signal });
    video.addEventListener("progress", () => events.onFlowing(), { signal });
    video.addEventListener("resize", () => events.onActive(video.videoHeight || null), { signal });
  }

  load(url: string, startMs: number): void {
    this.url = url;
    this.startMs = startMs;
    this.video.src = url;
    this.video.load();
  }

  retry(): void {
    this.load(this.url, this.startMs);
  }

  /** The system's player has no say in this. */
  setQuality(): void {
    // nothing to set
  }

  destroy(): void {
    this.stop.abort();
    this.video.removeAttribute("src");
    this.video.load();
  }

  private opened(): void {
    if (this.startMs > 0) this.video.currentTime = this.startMs / 1000;
    this.decodeErrors = 0;
    this.events.onQualities([], this.video.videoHeight === 0);
  }

  private failed(): void {
    const error = this.video.error;
    if (error === null) return;
    this.fatal += 1;
    this.startMs = Math.max(this.startMs, this.video.currentTime * 1000);
    if (error.code === MediaError.MEDIA_ERR_DECODE && this.decodeErrors < 2) {
      this.decodeErrors += 1;
      this.retry();
    } else if (error.code === MediaError.MEDIA_ERR_DECODE) this.events.onFailed("decode");
    // It does not say whether the line is down or the server refused. Asking for a renewal finds out.
    else this.events.onRefused();
  }
}
