import { useState } from "react";
import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Anchor } from "@/features/quizzes/model";
import { readClock } from "@/features/quizzes/points";
import { clock } from "@/lib/format";

import css from "./editor.module.css";
import type { VideoLesson } from "./question-form";

interface AnchorFieldProps {
  anchor: Anchor | null;
  videos: readonly VideoLesson[];
  error: string | undefined;
  onChange: (anchor: Anchor | null) => void;
}

/** The moment of a lecture that explains the answer: a lesson and a time in it. */
export function AnchorField({ anchor, videos, error, onChange }: AnchorFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  const length = videos.find(({ id }) => id === anchor?.lesson)?.duration_ms ?? null;
  const read = typed === undefined ? anchor?.second : readClock(typed);
  const wrong = typed !== undefined && typed !== "" && read === undefined ? t("quizzes:edit.notATime") : length !== null && read !== undefined && read * 1000 > length ? t("quizzes:edit.afterTheEnd", { time: clock(length) }) : error;
  return (
    <fieldset className={css.part}>
      <legend>{t("quizzes:edit.anchor")}</legend>
      {videos.length === 0 ? (
        <p className="sm muted">{t("quizzes:edit.noVideos")}</p>
      ) : (
        <div className={css.choices}>
          <Select
            label={t("quizzes:edit.anchorLesson")}
            placeholder={t("quizzes:edit.anchorNone")}
            data={videos.map(({ id, title }) => ({ value: id, label: title }))}
            value={anchor?.lesson ?? null}
            clearable
            allowDeselect
            searchable={videos.length > 8}
            onChange={(lesson) => onChange(lesson === null ? null : { lesson, second: anchor?.second ?? 0 })}
          />
          {anchor !== null && (
            <TextInput
              label={t("quizzes:edit.anchorTime")}
              placeholder="12:40"
              inputMode="numeric"
              value={typed ?? clock(anchor.second * 1000)}
              error={wrong}
              onChange={(event) => {
                setTyped(event.target.value);
                const second = readClock(event.target.value);
                if (second !== undefined) onChange({ ...anchor, second });
              }}
              onBlur={() => read !== undefined && setTyped(undefined)}
            />
          )}
        </div>
      )}
      <p className="sm muted">{t("quizzes:edit.anchorHint")}</p>
    </fieldset>
  );
}
