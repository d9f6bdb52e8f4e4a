import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { useVideoFailure } from "@/api/video-failure";
import type { UploadItem } from "@/features/uploads/item";
import { leftMs, share } from "@/features/uploads/item";
import { useFormat } from "@/i18n/use-format";

export interface ItemWords {
  /** «Отправлено 62 %» */
  state: string;
  /** Amount, speed, time left: each a figure or a short sentence. */
  more: string[];
  failed: boolean;
}

/** What goes on, how far, how much, how fast, how long: always in this order. */
export function useItemWords(): (item: UploadItem) => ItemWords {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const videoFailure = useVideoFailure();
  return useCallback(
    (item) => {
      const { state, video, trouble, sizeBytes, sentBytes, speed } = item;
      const amount = t("uploads:amount", { sent: format.size(sentBytes), size: format.size(sizeBytes) });
      const percent = format.percent(Math.floor(share(item) * 100) / 100);
      const say = (words: string, ...more: (string | undefined | false)[]): ItemWords => ({ state: words, more: more.filter((each) => typeof each === "string"), failed: false });
      const left = leftMs(item);
      switch (state) {
        case "reading":
          return say(t("uploads:reading"));
        case "queued":
          return say(sentBytes > 0 ? t("uploads:queuedAt", { percent }) : t("uploads:queued"), amount);
        case "sending":
          return say(t("uploads:sending", { percent }), amount, speed !== undefined && t("uploads:speed", { size: format.size(speed) }), left !== undefined && left >= 1000 && t("uploads:left", { time: format.length(left) }));
        case "paused":
          return say(t("uploads:paused", { percent }), t("uploads:safe", { size: format.size(sentBytes) }));
        case "waiting":
          return say(t("uploads:offline"), t("uploads:safeGoOn", { size: format.size(sentBytes), of: format.size(sizeBytes) }));
        case "unfinished":
          return say(
            t("uploads:unfinished", { percent }),
            trouble?.kind === "other-file" ? t("uploads:otherFile", { chosen: trouble.chosen, name: item.fileName, size: format.size(sizeBytes) }) : t("uploads:chooseSame", { name: item.fileName, size: format.size(sizeBytes) }),
          );
        case "sealing":
          return say(t("uploads:sealing"), format.size(sizeBytes));
        case "video":
          if (video === undefined) return say(t("uploads:checking"));
          if (video.state === "failed") return { state: videoFailure(video.failure), more: [], failed: true };
          if (video.state === "ready") return say(t("uploads:ready"));
          if (video.playable) return say(t("uploads:playable", { percent: format.percent(video.percent / 100) }), (video.eta_s ?? 0) > 0 && t("uploads:about", { time: format.length((video.eta_s ?? 0) * 1000) }));
          return say(video.state === "encoding" ? t("uploads:encoding", { percent: format.percent(video.percent / 100) }) : t("uploads:checking"));
        case "failed": {
          const found = problemOf(trouble?.kind === "refused" ? trouble.error : undefined)?.body["found"];
          const words =
            trouble?.kind === "not-video" ? t(`uploads:notVideo.${trouble.found}`) : trouble?.kind === "file-gone" ? t("uploads:fileGone", { name: item.fileName }) : typeof found === "string" ? t(`uploads:notVideo.${found}`, { defaultValue: t("uploads:notVideo.unknown") }) : problemText(trouble?.kind === "refused" ? trouble.error : undefined);
          return { state: words, more: [], failed: true };
        }
      }
    },
    [t, format, problemText, videoFailure],
  );
}
