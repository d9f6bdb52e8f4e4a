import type { UploadItem } from "@/features/uploads/item";
import { cx } from "@/ui/cx";

import { UploadButtons } from "./upload-buttons";
import css from "./upload-line.module.css";
import { UploadTape } from "./upload-tape";
import { useItemWords } from "./use-item-words";

/** The upload of a lesson, on the lesson's own row. */
export function UploadLine({ item }: { item: UploadItem }) {
  const words = useItemWords()(item);
  return (
    <div className={css.line}>
      <p className={cx(css.words, words.failed && css.bad)}>
        <b>{words.state}</b>
        {words.more.map((each) => (
          <span key={each}>{each}</span>
        ))}
      </p>
      <span className={css.buttons}>
        <UploadButtons item={item} />
      </span>
      {!words.failed && <UploadTape item={item} />}
    </div>
  );
}
