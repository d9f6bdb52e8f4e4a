import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";

import type { PlayerController } from "@/features/playback/controller";
import { nearest } from "@/features/playback/engine";
import { RATES } from "@/features/playback/preferences";
import type { PlayerState } from "@/features/playback/state";
import css from "./deck.module.css";

interface MenuProps {
  state: PlayerState;
  player: PlayerController;
}

interface Choice {
  key: string;
  label: string;
  chosen: boolean;
  choose: () => void;
}

/** Inside the stage, not at the end of the page: full screen shows nothing else. */
function DeckMenu({ label, title, now, short, choices }: { label: string; title: string; now: string; short?: string | undefined; choices: Choice[] }) {
  return (
    <Menu position="top-end" withinPortal={false} keepMounted={false}>
      <Menu.Target>
        <button type="button" className={css.words} aria-label={label} title={title}>
          <span className={short === undefined ? undefined : css.long}>{now}</span>
          {short !== undefined && <span className={css.short}>{short}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={css.menu}>
        <Menu.Label>{title}</Menu.Label>
        <Menu.RadioGroup value={choices.find(({ chosen }) => chosen)?.key ?? null} onChange={(key) => choices.find((choice) => choice.key === key)?.choose()}>
          {choices.map(({ key, label: words, chosen }) => (
            <Menu.RadioItem key={key} value={key} closeMenuOnClick checkIcon={null} rightSection={chosen ? <IconCheck size={16} aria-hidden="true" /> : undefined}>
              {words}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

export function SpeedMenu({ state, player }: MenuProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (rate: number) => `${format.number(rate)}×`;
  return (
    <DeckMenu
      label={t("playback:speed.now", { rate: words(state.rate) })}
      title={t("playback:speed.title")}
      now={words(state.rate)}
      choices={RATES.map((rate) => ({ key: String(rate), label: rate === 1 ? t("playback:speed.normal") : words(rate), chosen: rate === state.rate, choose: () => player.setRate(rate) }))}
    />
  );
}

export function QualityMenu({ state, player }: MenuProps) {
  const { t } = useTranslation();
  const { heights, quality, activeHeight } = state;
  if (heights.length === 0) return null;
  const chosen = quality === "auto" || heights.length === 1 ? undefined : nearest(heights, quality);
  const auto = activeHeight === null ? t("playback:quality.auto") : t("playback:quality.autoAt", { height: activeHeight });
  const now = heights.length === 1 ? `${heights[0] ?? ""}p` : chosen === undefined ? auto : `${chosen}p`;
  const choices: Choice[] = heights.map((height) => ({ key: String(height), label: `${height}p`, chosen: heights.length === 1 || height === chosen, choose: () => player.setQuality(height) }));
  if (heights.length > 1) choices.unshift({ key: "auto", label: t("playback:quality.auto"), chosen: chosen === undefined, choose: () => player.setQuality("auto") });
  return <DeckMenu label={t("playback:quality.now", { quality: now })} title={t("playback:quality.title")} now={now} short={`${chosen ?? activeHeight ?? heights[0] ?? ""}p`} choices={choices} />;
}
