import { useState } from "react";
import { IconCheck, IconPlayerPlayFilled, IconRefresh, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { useVideoFailure } from "@/api/video-failure";
import type { VideoOut } from "@/features/editor/api/course";
import { retryVideo } from "@/features/editor/api/course";
import { useEditing } from "@/features/editor/course-editing";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { Button } from "@/ui/button";
import { Tag } from "@/ui/tag";
import { Tape } from "@/ui/tape";
import { toast } from "@/ui/toast";

import css from "./editor.module.css";

/** What the worker makes of a lesson's recording, on the lesson's row. */
export function VideoLine({ video, onReplace }: { video: VideoOut; onReplace: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const best = Math.max(0, ...video.qualities);
  if (video.state === "failed") return <Failed video={video} onReplace={onReplace} />;
  if (video.state === "ready")
    return (
      <p className={css.line}>
        <span className={css.ready}>
          <IconCheck size={16} aria-hidden="true" /> {t("editor:video.ready")}
        </span>
        {best > 0 && <span>{best}p</span>}
        {video.duration_ms != null && <span>{clock(video.duration_ms)}</span>}
        <span className="cut">{video.file_name}</span>
      </p>
    );
  const percent = format.percent(video.percent / 100);
  return (
    <div className={css.stateOf}>
      <p className={css.line}>
        {video.playable && (
          <Tag kind="now">
            <IconPlayerPlayFilled size={12} aria-hidden="true" /> {t("editor:video.playable")}
          </Tag>
        )}
        <b>{t(video.state === "encoding" ? "editor:video.encoding" : "editor:video.checking", { percent })}</b>
        {(video.eta_s ?? 0) > 0 && video.state === "encoding" && <span>{t("editor:video.left", { time: format.length((video.eta_s ?? 0) * 1000) })}</span>}
        {video.duration_ms != null && <span>{clock(video.duration_ms)}</span>}
      </p>
      {video.state === "encoding" && (
        <Tape
          pieces={[
            { length: video.percent, state: "done" as const },
            { length: 2, state: "running" as const },
            { length: Math.max(0, 98 - video.percent), state: "ahead" as const },
          ].filter((piece) => piece.length > 0)}
        />
      )}
    </div>
  );
}

function Failed({ video, onReplace }: { video: VideoOut; onReplace: () => void }) {
  const { t } = useTranslation();
  const { setVideo } = useEditing();
  const problemText = useProblemText();
  const reason = useVideoFailure();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      setVideo(await retryVideo(video.id));
    } catch (error) {
      toast(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.failed}>
      <p>{reason(video.failure)}</p>
      <span className={css.buttons}>
        <Button size="s" busy={busy} icon={<IconRefresh aria-hidden="true" />} onClick={() => void retry()}>
          {t("editor:video.retry")}
        </Button>
        <Button size="s" icon={<IconUpload aria-hidden="true" />} onClick={onReplace}>
          {t("editor:video.replace")}
        </Button>
      </span>
    </div>
  );
}
