import { FocusTrap } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/button";

import css from "./help-sheet.module.css";

const KEYS: [name: string, keys: string[]][] = [
  ["toggle", ["space", "K"]],
  ["skip10", ["J", "L"]],
  ["skip5", ["←", "→"]],
  ["volume", ["↑", "↓"]],
  ["mute", ["M"]],
  ["speed", ["<", ">"]],
  ["tenth", ["0", "9"]],
  ["full", ["F"]],
  ["float", ["P"]],
  ["help", ["?"]],
];

/** The list of keys, over the picture: it is seen in full screen as well. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FocusTrap active>
      {/* The dialog holds focus, so that Escape reaches it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        className={css.sheet}
        role="dialog"
        aria-modal="true"
        aria-label={t("playback:keys.title")}
        onKeyDown={(event) => {
          if (event.key === "Escape" || event.key === "?") {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          }
        }}
      >
        <div className={css.head}>
          <h2>{t("playback:keys.title")}</h2>
          <IconButton className={css.close} label={t("common:close")} data-autofocus onClick={onClose}>
            <IconX stroke={1.75} aria-hidden="true" />
          </IconButton>
        </div>
        <dl className={css.list}>
          {KEYS.map(([name, keys]) => (
            <div key={name}>
              <dt>
                {keys.map((key, index) => (
                  <span key={key}>
                    {index > 0 && (name === "tenth" ? "–" : " ")}
                    <kbd>{key === "space" ? t("playback:keys.space") : key}</kbd>
                  </span>
                ))}
              </dt>
              <dd>{t(`playback:keys.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </FocusTrap>
  );
}
