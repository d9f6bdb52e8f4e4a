import type { ReactNode, RefObject } from "react";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
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

/** What stands over the picture from outside: where the video is, and how to hold it. */
export interface PlayerView {
  positionMs: number;
  playing: boolean;
  pause: () => void;
  play: () => void;
}

interface PlayerProps {
  lessonId: string;
  startAtMs?: number;
  onEnded?: () => void;
  /** The server counts the lesson as done. */
  onDone?: () => void;
  /** Left, with the place kept by the server. */
  onClosed?: () => void;
  /** Laid over the picture while it can play: questions at a moment. */
  over?: ((view: PlayerView) => ReactNode) | undefined;
}

/** The stage: the picture with the deck below. Dark in both themes. */
export function Player(props: PlayerProps) {
  const { t } = useTranslation();
  const root = useRef<HTMLElement>(null);
  const [player, setPlayer] = useState<PlayerController>();
  const ended = useEffectEvent(() => props.onEnded?.());
  const done = useEffectEvent(() => props.onDone?.());
  const closed = useEffectEvent(() => props.onClosed?.());
  const startAt = useEffectEvent(() => props.startAtMs);
  const { lessonId } = props;

  useEffect(() => {
    // Made by hand: a controller owns its element for life, and React keeps nothing of it.
    const video = document.createElement("video");
    video.playsInline = true;
    video.preload = "auto";
    const controller = new PlayerController({
      lessonId,
      video,
      api: playbackApi,
      engine: (element, events) => (hlsSupported() ? new HlsEngine(element, events) : new NativeEngine(element, events)),
      startAtMs: startAt(),
      onEnded: () => ended(),
      onDone: () => done(),
      onClosed: () => closed(),
    });
    // After this turn of the loop: a component that React mounts twice for a check opens one session.
    const timer = setTimeout(() => {
      setPlayer(controller);
      void controller.open();
    }, 0);
    return () => {
      clearTimeout(timer);
      controller.close();
      setPlayer(undefined);
    };
  }, [lessonId]);

  return (
    <section ref={root} className={cx(css.stage, "on-stage")} aria-label={t("playback:video")}>
      {player === undefined ? (
        <div className={css.picture}>
          <div className={css.big} role="status">
            <Spinner size={36} />
            <p>{t("playback:opening")}</p>
          </div>
        </div>
      ) : (
        <Running root={root} player={player} startAtMs={props.startAtMs} over={props.over} />
      )}
    </section>
  );
}

/** The place of the element that the controller brings. */
function Frame({ video }: { video: HTMLVideoElement }) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    frame.current?.prepend(video);
    return () => video.remove();
  }, [video]);
  return <div ref={frame} className={css.frame} />;
}

interface RunningProps {
  root: RefObject<HTMLElement | null>;
  player: PlayerController;
  startAtMs: number | undefined;
  over: PlayerProps["over"];
}

function Running({ root, player, startAtMs, over }: RunningProps) {
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
        <Frame video={player.video} />
        <Overlay player={player} state={state} />
        {state.phase.kind === "ready" && over?.({ positionMs: state.positionMs, playing, pause: () => player.video.pause(), play: player.play })}
        {help && <HelpSheet onClose={() => setHelp(false)} />}
      </div>
      <Deck player={player} state={state} screen={screen} onHelp={() => setHelp(true)} />
      <p className="sr" role="status">
        {state.phase.kind === "ready" && state.lost === null && state.waiting ? t("playback:buffering") : ""}
      </p>
    </div>
  );
}
