import { IconHelp, IconMaximize, IconMinimize, IconPictureInPicture, IconPlayerPauseFilled, IconPlayerPlayFilled, IconRewindBackward10, IconRewindForward10, IconVolume, IconVolume2, IconVolume3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { IconButton } from "@/ui/button";

import type { PlayerController } from "@/features/playback/controller";
import type { PlayerState } from "@/features/playback/state";
import type { Screen } from "@/features/playback/use-screen";
import css from "./deck.module.css";
import { QualityMenu, SpeedMenu } from "./menus";
import { SeekBar } from "./seek-bar";

interface DeckProps {
  player: PlayerController;
  state: PlayerState;
  screen: Screen;
  onHelp: () => void;
}

/** Controls and the tape, below the picture: they never cover a slide. Only full screen lays them over, and hides them. */
export function Deck({ player, state, screen, onHelp }: DeckProps) {
  const { t } = useTranslation();
  const { paused, muted, volume } = state;
  const off = state.phase.kind !== "ready";
  const Loudness = muted || volume === 0 ? IconVolume3 : volume < 0.5 ? IconVolume2 : IconVolume;
  return (
    <div className={css.deck}>
      <SeekBar {...state} disabled={off} onSeek={player.seek} />
      <div className={css.controls}>
        <IconButton className={css.key} label={t(paused ? "playback:play" : "playback:pause")} disabled={off} onClick={player.toggle}>
          {paused ? <IconPlayerPlayFilled aria-hidden="true" /> : <IconPlayerPauseFilled aria-hidden="true" />}
        </IconButton>
        <IconButton className={css.key} label={t("playback:back")} disabled={off} onClick={() => player.skip(-10_000)}>
          <IconRewindBackward10 stroke={1.75} aria-hidden="true" />
        </IconButton>
        <IconButton className={css.key} label={t("playback:forward")} disabled={off} onClick={() => player.skip(10_000)}>
          <IconRewindForward10 stroke={1.75} aria-hidden="true" />
        </IconButton>
        <span className={css.sound}>
          <IconButton className={css.key} label={t(muted ? "playback:unmute" : "playback:mute")} aria-pressed={muted} onClick={player.toggleMute}>
            <Loudness stroke={1.75} aria-hidden="true" />
          </IconButton>
          <input
            type="range"
            className={css.volume}
            min={0}
            max={100}
            value={muted ? 0 : Math.round(volume * 100)}
            aria-label={t("playback:volume")}
            onChange={(event) => player.setVolume(Number(event.target.value) / 100)}
          />
        </span>
        <span className={css.time}>
          {clock(state.positionMs)} <span>/ {clock(state.durationMs)}</span>
        </span>
        <Making state={state} />
        <span className={css.space} />
        <SpeedMenu state={state} player={player} />
        <QualityMenu state={state} player={player} />
        <IconButton className={`${css.key} ${css.wide}`} label={t("playback:keys.open")} onClick={onHelp}>
          <IconHelp stroke={1.75} aria-hidden="true" />
        </IconButton>
        {screen.canFloat && !state.soundOnly && (
          <IconButton className={`${css.key} ${css.wide}`} label={t("playback:float")} aria-pressed={screen.floating} disabled={off} onClick={screen.toggleFloat}>
            <IconPictureInPicture stroke={1.75} aria-hidden="true" />
          </IconButton>
        )}
        {screen.canFull && (
          <IconButton className={css.key} label={t(screen.full ? "playback:fullExit" : "playback:full")} onClick={screen.toggleFull}>
            {screen.full ? <IconMinimize stroke={1.75} aria-hidden="true" /> : <IconMaximize stroke={1.75} aria-hidden="true" />}
          </IconButton>
        )}
      </div>
    </div>
  );
}

/** How much of the lesson is not made yet. */
function Making({ state }: { state: PlayerState }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (state.phase.kind !== "ready" || state.complete || state.readyMs >= state.durationMs) return null;
  return <span className={css.making}>{t("playback:making", { percent: format.percent(state.percent / 100), time: clock(state.readyMs) })}</span>;
}
