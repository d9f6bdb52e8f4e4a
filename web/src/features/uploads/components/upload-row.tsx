import { useTranslation } from "react-i18next";

import type { UploadItem } from "@/features/uploads/item";
import { cx } from "@/ui/cx";

import { UploadButtons } from "./upload-buttons";
import css from "./upload-dock.module.css";
import { UploadTape } from "./upload-tape";
import { useItemWords } from "./use-item-words";

const STEPS = ["send", "check", "play", "all"] as const;

/** Which of the four steps runs, and whether it broke. */
function stepOf({ state, video }: UploadItem): { at: number; broken: boolean } {
  if (state === "failed") return { at: 0, broken: true };
  if (state !== "video") return { at: state === "sealing" ? 1 : 0, broken: false };
  if (video?.state === "failed") return { at: video.playable ? 3 : 1, broken: true };
  if (video?.state === "ready") return { at: 4, broken: false };
  if (video?.playable === true) return { at: 3, broken: false };
  return { at: video?.state === "encoding" ? 2 : 1, broken: false };
}

/** One file in the dock: its name, its step, and a sentence. */
export function UploadRow({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
  const words = useItemWords()(item);
  const { at, broken } = stepOf(item);
  return (
    <li className={css.row}>
      <div className={css.name}>
        <span className="cut grow" title={item.fileName}>
          {item.fileName}
        </span>
        <span className={css.buttons}>
          <UploadButtons item={item} />
        </span>
      </div>
      {at === 0 && !broken && <UploadTape item={item} size="s" />}
      <ol className={css.steps} aria-hidden="true">
        {STEPS.map((step, index) => (
          <li key={step} className={cx(index < at && css.done, index === at && (broken ? css.broken : css.now))}>
            {t(`uploads:step.${step}`)}
          </li>
        ))}
      </ol>
      <p className={cx(css.words, words.failed && css.bad)}>
        <b>{words.state}</b>
        {words.more.map((each) => (
          <span key={each}>{each}</span>
        ))}
      </p>
      <p className="xs muted cut">{item.lessonTitle}</p>
    </li>
  );
}
