import type { RefObject } from "react";
import { useCallback, useEffect, useMemo, useState } from "react";

import type { PlayerController } from "./controller";

/** iPhone gives full screen to the video element alone. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

export interface Screen {
  full: boolean;
  canFull: boolean;
  toggleFull: () => void;
  canFloat: boolean;
  floating: boolean;
  toggleFloat: () => void;
}

/** Full screen and picture in picture, where the browser has them. */
export function useScreen(root: RefObject<HTMLElement | null>, player: PlayerController): Screen {
  const { video } = player;
  const [full, setFull] = useState(false);
  const [floating, setFloating] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener("fullscreenchange", () => setFull(document.fullscreenElement !== null && document.fullscreenElement === root.current), { signal });
    video.addEventListener("enterpictureinpicture", () => setFloating(true), { signal });
    video.addEventListener("leavepictureinpicture", () => setFloating(false), { signal });
    return () => {
      stop.abort();
      if (document.pictureInPictureElement === video) void document.exitPictureInPicture().catch(() => undefined);
    };
  }, [root, video]);

  const toggleFull = useCallback(() => {
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    else if (root.current?.requestFullscreen !== undefined) void root.current.requestFullscreen().catch(() => undefined);
    else (video as AppleVideo).webkitEnterFullscreen?.();
  }, [root, video]);
  const toggleFloat = useCallback(() => {
    if (document.pictureInPictureElement === video) void document.exitPictureInPicture().catch(() => undefined);
    else void video.requestPictureInPicture().catch(() => undefined);
  }, [video]);

  return useMemo(
    () => ({
      full,
      canFull: document.fullscreenEnabled || "webkitEnterFullscreen" in video,
      toggleFull,
      canFloat: document.pictureInPictureEnabled && "requestPictureInPicture" in video,
      floating,
      toggleFloat,
    }),
    [full, floating, toggleFull, toggleFloat, video],
  );
}
