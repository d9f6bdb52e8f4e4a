import type { ErrorData, HlsConfig, LoadPolicy } from "hls.js";
import Hls from "hls.js";
// A file of its own: the content security policy has no place for workers made of text.
import workerPath from "hls.js/dist/hls.worker.js?url";

import type { Engine, EngineEvents } from "./engine";
import { nearest } from "./engine";

/** Two short tries; longer patience is ours, because we say on the screen what goes on. */
const policy = (timeoutMs: number): { default: LoadPolicy["default"] } => ({
  default: {
    maxTimeToFirstByteMs: timeoutMs,
    maxLoadTimeMs: timeoutMs * 4,
    timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: {
      maxNumRetry: 2,
      retryDelayMs: 500,
      maxRetryDelayMs: 2000,
      shouldRetry: (config, count, _timeout, response) => config != null && count < config.maxNumRetry && !isRefusal(response?.code),
    },
  },
});

/** 401: the grant has run out; 403: it was taken away; 404: its generation is gone. */
const isRefusal = (code: number | undefined) => code === 401 || code === 403 || code === 404 || code === 410;

export const hlsSupported = () => Hls.isSupported();

/** Plays through Media Source Extensions. */
export class HlsEngine implements Engine {
  fatal = 0;
  private hls: Hls | undefined;
  private readonly video: HTMLVideoElement;
  private readonly events: EngineEvents;
  private quality: number | "auto" = "auto";
  private url = "";
  private mediaErrors = 0;
  /** The master has to be asked for again, not only its segments. */
  private masterMissing = false;
  private estimate: number | undefined;

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    this.events = events;
  }

  load(url: string, startMs: number): void {
    this.estimate = this.hls?.bandwidthEstimate ?? this.estimate;
    this.hls?.destroy();
    this.url = url;
    this.masterMissing = true;
    const config: Partial<HlsConfig> = {
      workerPath,
      startPosition: startMs / 1000,
      // A lecture that is still being encoded is not a live broadcast: it has a beginning and an end.
      liveDurationInfinity: false,
      lowLatencyMode: false,
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      // A minute ahead is enough for a tunnel; most who leave do not come back for the rest.
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      manifestLoadPolicy: policy(10_000),
      playlistLoadPolicy: policy(10_000),
      fragLoadPolicy: policy(12_000),
    };
    // What was learnt about the line is worth keeping over a change of generation.
    if (this.estimate !== undefined && Number.isFinite(this.estimate)) config.abrEwmaDefaultEstimate = this.estimate;
    const hls = new Hls(config);
    this.hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      this.masterMissing = false;
      this.applyQuality();
      const heights = this.heights();
      this.events.onQualities(heights, heights.length === 0 && !hls.levels.some((level) => level.videoCodec !== undefined));
    });
    hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => this.events.onActive(hls.levels[level]?.height ?? null));
    hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => {
      if (frag.type === "main") this.events.onBoundary();
    });
    hls.on(Hls.Events.FRAG_BUFFERED, () => {
      this.mediaErrors = 0;
      this.events.onFlowing();
    });
    hls.on(Hls.Events.ERROR, (_, data) => this.failed(hls, data));
    hls.attachMedia(this.video);
    hls.loadSource(url);
  }

  retry(): void {
    if (this.masterMissing) this.load(this.url, this.video.currentTime * 1000);
    else this.hls?.startLoad(this.video.currentTime);
  }

  setQuality(height: number | "auto"): void {
    this.quality = height;
    this.applyQuality();
  }

  destroy(): void {
    this.hls?.destroy();
    this.hls = undefined;
  }

  private heights(): number[] {
    return [...new Set((this.hls?.levels ?? []).map((level) => level.height).filter((height) => height > 0))].sort((a, b) => b - a);
  }

  private applyQuality(): void {
    const hls = this.hls;
    if (hls === undefined || hls.levels.length === 0) return;
    const height = this.quality === "auto" ? undefined : nearest(this.heights(), this.quality);
    const index = height === undefined ? -1 : hls.levels.findIndex((level) => level.height === height);
    // At the next segment, not at once: what is in the buffer plays on without a stop.
    if (hls.nextLevel !== index) hls.nextLevel = index;
  }

  private failed(hls: Hls, data: ErrorData): void {
    if (hls !== this.hls) return;
    if (data.fatal) this.fatal += 1;
    if (isRefusal(data.response?.code)) {
      hls.stopLoad();
      this.events.onRefused();
    } else if (data.fatal && data.type === Hls.ErrorTypes.NETWORK_ERROR) {
      hls.stopLoad();
      this.events.onLost();
    } else if (data.fatal && data.type === Hls.ErrorTypes.MEDIA_ERROR && this.mediaErrors < 2) {
      this.mediaErrors += 1;
      hls.recoverMediaError();
    } else if (data.fatal) {
      this.events.onFailed(data.details);
    }
  }
}
