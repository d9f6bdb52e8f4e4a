import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

import { useServerEvent } from "@/api/events";
import { Spinner } from "@/ui/spinner";
import { cx } from "@/ui/cx";

import { playbackApi } from "./api/playback";
import { Deck } from "./components/deck";
import { HelpSheet } from "./components/help-sheet";
import { Overlay } from "./components/overlay";
import css from "./components/player.module.css";
import { PlayerController } from "./controller";
import { HlsEngine, hlsSupported } from "./hls-engine";
import { NativeEngine } from "./native-engine";
import { useIdle } from "./use-idle";
import { useKeys } from "./use-keys";
import { useScreen } from "./use-screen";

interface PlayerProps {
  lessonId: string;
  startAtMs?: number;
  onEnded?: () => void;
  /** The server counts the lesson as done. */
  onDone?: () => void;
}

/** The stage: the picture with the deck below. Dark in both themes. */
export function Player(props: PlayerProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [player, setPlayer] = useState<PlayerController>();
  const ended = useEffectEvent(() => props.onEnded?.());
  const done = useEffectEvent(() => props.onDone?.());
  const startAt = useEffectEvent(() => props.startAtMs);
  const { lessonId } = props;

  useEffect(() => {
    // The element is made by hand: a controller owns its element for life, and React keeps nothing of it.
    const video = document.createElement("video");
    video.playsInline = true;
    video.preload = "auto";
    frame.current?.prepend(video);
    const controller = new PlayerController({
      lessonId,
      video,
      api: playbackApi,
      engine: (element, events) => (hlsSupported() ? new HlsEngine(element, events) : new NativeEngine(element, events)),
      startAtMs: startAt(),
      onEnded: () => ended(),
      onDone: () => done(),
    });
    // After this turn of the loop: a component that React mounts twice for a check opens one session.
    const timer = setTimeout(() => void controller.open(), 0);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the controller needs its element, which lives in the page
    setPlayer(controller);
    return () => {
      clearTimeout(timer);
      controller.close();
      video.remove();
      setPlayer(undefined);
    };
  }, [lessonId]);

  return (
    <Stage player={player} startAtMs={props.startAtMs}>
      <div ref={frame} className={css.frame} />
      {player === undefined && (
        <div className={css.big} role="status">
          <Spinner size={36} />
          <p>{t("playback:opening")}</p>
        </div>
      )}
    </Stage>
  );
}

function Stage({ player, startAtMs, children }: { player: PlayerController | undefined; startAtMs: number | undefined; children: React.ReactNode }) {
  const { t } = useTranslation();
  const root = useRef<HTMLDivElement>(null);
  return (
    <section ref={root} className={cx(css.stage, "on-stage")} aria-label={t("playback:video")}>
      {player === undefined ? <div className={css.picture}>{children}</div> : <Running root={root} player={player} startAtMs={startAtMs} picture={children} />}
    </section>
  );
}

interface RunningProps {
  root: React.RefObject<HTMLDivElement | null>;
  player: PlayerController;
  startAtMs: number | undefined;
  picture: React.ReactNode;
}

function Running({ root, player, startAtMs, picture }: RunningProps) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(player.subscribe, player.snapshot);
  const screen = useScreen(root, player);
  const [help, setHelp] = useState(false);
  useKeys({ player, screen, openHelp: () => setHelp(true) });
  useServerEvent("access", (event) => player.onAccess(event));
  const playing = state.phase.kind === "ready" && !state.paused && !state.waiting;
  const idle = useIdle(root, screen.full && playing);

  // «Go to 12:40» while this lesson is open already.
  const opened = useRef(startAtMs);
  useEffect(() => {
    if (startAtMs !== undefined && startAtMs !== opened.current) player.seek(startAtMs);
    opened.current = startAtMs;
  }, [player, startAtMs]);

  return (
    <div className={cx(css.whole, screen.full && css.full, idle && css.idle)} data-phase={state.phase.kind} data-generation={state.generation}>
      {/* Keys do the same from anywhere on the page: space, m, f. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div
        className={css.picture}
        onClick={(event) => {
          if (event.target instanceof HTMLVideoElement) player.toggle();
        }}
        onDoubleClick={(event) => {
          if (event.target instanceof HTMLVideoElement) screen.toggleFull();
        }}
      >
        {picture}
        <Overlay player={player} state={state} />
        {help && <HelpSheet onClose={() => setHelp(false)} />}
      </div>
      <Deck player={player} state={state} screen={screen} onHelp={() => setHelp(true)} />
      <p className="sr" role="status">
        {state.phase.kind === "ready" && state.lost === null && state.waiting ? t("playback:buffering") : ""}
      </p>
    </div>
  );
}
