import { useState } from "react";
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { UploadItem } from "@/features/uploads/item";
import { pickFiles } from "@/features/uploads/pick";
import { uploads } from "@/features/uploads/uploads";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { toast } from "@/ui/toast";

/** What can be done with an upload in its state. */
export function UploadButtons({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { key, state, fileName, video } = item;
  const named = { name: fileName };
  const resume = async () => {
    if (item.hasHandle && (await uploads.continueFromHandle(key, true))) return;
    const [picked] = await pickFiles(false);
    if (picked !== undefined) await uploads.continueWith(key, picked);
  };
  const retry = async () => {
    try {
      await uploads.retry(key);
    } catch (error) {
      toast(problemText(error));
    }
  };
  return (
    <>
      {(state === "sending" || state === "queued" || state === "waiting") && (
        <IconButton small label={t("uploads:pause", named)} onClick={() => uploads.pause(key)}>
          <IconPlayerPause stroke={1.75} aria-hidden="true" />
        </IconButton>
      )}
      {state === "paused" && (
        <IconButton small label={t("uploads:resume", named)} onClick={() => uploads.resume(key)}>
          <IconPlayerPlay stroke={1.75} aria-hidden="true" />
        </IconButton>
      )}
      {state === "unfinished" && (
        <Button size="s" onClick={() => void resume()}>
          {t(item.hasHandle ? "uploads:goOn" : "uploads:choose")}
        </Button>
      )}
      {state === "failed" && item.trouble?.kind === "refused" && item.upload !== undefined && (
        <Button size="s" icon={<IconRefresh aria-hidden="true" />} onClick={() => void retry()}>
          {t("uploads:retry")}
        </Button>
      )}
      {video?.state === "failed" && (
        <Button size="s" icon={<IconRefresh aria-hidden="true" />} onClick={() => void retry()}>
          {t("uploads:retry")}
        </Button>
      )}
      {state === "video" || state === "failed" ? (
        <IconButton small label={t("uploads:dismiss", named)} onClick={() => (state === "failed" && item.upload !== undefined ? void uploads.cancel(key) : uploads.dismiss(key))}>
          <IconX stroke={1.75} aria-hidden="true" />
        </IconButton>
      ) : (
        state !== "sealing" && <Cancel item={item} />
      )}
    </>
  );
}

/** Giving up what was sent cannot be undone, so it is asked when there is something to lose. */
function Cancel({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const cancel = async () => {
    setAsking(false);
    try {
      await uploads.cancel(item.key);
    } catch (error) {
      toast(problemText(error));
    }
  };
  return (
    <>
      <IconButton small label={t("uploads:cancel", { name: item.fileName })} onClick={() => (item.sentBytes > 0 ? setAsking(true) : void cancel())}>
        <IconX stroke={1.75} aria-hidden="true" />
      </IconButton>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("uploads:cancelAsk.title", { name: item.fileName })}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t("uploads:cancelAsk.keep")}</Button>
            <Button variant="danger" onClick={() => void cancel()}>
              {t("uploads:cancelAsk.cancel")}
            </Button>
          </>
        }
      >
        <p>{t("uploads:cancelAsk.text")}</p>
      </Dialog>
    </>
  );
}
