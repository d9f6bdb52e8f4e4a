import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { IconAlertTriangle, IconHeadphones, IconHourglassLow, IconLock, IconPlayerPlayFilled, IconRefresh, IconWifiOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { Button } from "@/ui/button";
import { Spinner } from "@/ui/spinner";

import type { PlayerController } from "@/features/playback/controller";
import type { PlayerState } from "@/features/playback/state";
import { atMadeEnd } from "@/features/playback/state";
import css from "./player.module.css";
import { StreamsLimit } from "./streams-limit";

interface OverlayProps {
  player: PlayerController;
  state: PlayerState;
}

/** What stands over the picture when there is something to say. Playing and paused say nothing. */
export function Overlay({ player, state }: OverlayProps) {
  const { t } = useTranslation();
  const { phase } = state;
  // A buffer that lasts plays on; the words come when the picture stands.
  const dry = state.waiting || state.bufferedMs <= state.positionMs + 300;
  if (state.lost !== null && (phase.kind !== "ready" || dry)) return <LineLost player={player} state={state} retryAt={state.lost.retryAt} />;
  switch (phase.kind) {
    case "opening":
      return <Big role="status" icon={<Spinner size={36} />} text={t("playback:opening")} />;
    case "preparing":
      return <Preparing percent={phase.percent} />;
    case "limit":
      return <StreamsLimit player={player} limit={phase.limit} playing={phase.playing} />;
    case "ended":
      return <Big role="alert" icon={<IconLock size={36} stroke={1.5} />} title={t("playback:ended.title")} text={t(`playback:ended.${phase.reason}`, { defaultValue: t("playback:ended.other") })} />;
    case "failed":
      return <Failed player={player} error={phase.error} detail={phase.detail} />;
    case "ready":
      return <Ready player={player} state={state} />;
  }
}

function Ready({ player, state }: OverlayProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const sound = state.soundOnly && <SoundOnly />;
  if (state.needsPress && state.paused) {
    const resumed = state.resumedAtMs > 3000;
    return (
      <>
        {sound}
        <div className={css.press}>
          <Button variant="lamp" size="l" icon={<IconPlayerPlayFilled aria-hidden="true" />} onClick={player.play}>
            {resumed ? t("playback:continueFrom", { time: clock(state.resumedAtMs) }) : t("playback:watch")}
          </Button>
          {resumed && (
            <Button
              onStage
              onClick={() => {
                player.seek(0);
                player.play();
              }}
            >
              {t("playback:fromStart")}
            </Button>
          )}
        </div>
      </>
    );
  }
  if (state.ended)
    return (
      <>
        {sound}
        <div className={css.press}>
          <Button onStage icon={<IconRefresh aria-hidden="true" />} onClick={player.play}>
            {t("playback:again")}
          </Button>
        </div>
      </>
    );
  if (state.waiting && atMadeEnd(state))
    return (
      <p className={css.words} role="status">
        {t("playback:madeEnd", { percent: format.percent(state.percent / 100) })}
      </p>
    );
  return (
    <>
      {sound}
      {state.waiting && <Buffering />}
    </>
  );
}

/** Under a short while nothing is shown: most waits end before they are noticed. */
function Buffering() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return shown ? (
    <span className={css.buffering}>
      <Spinner size={40} />
    </span>
  ) : null;
}

function SoundOnly() {
  const { t } = useTranslation();
  return (
    <div className={css.sound}>
      <IconHeadphones size={40} stroke={1.5} aria-hidden="true" />
      <p>{t("playback:soundOnly")}</p>
    </div>
  );
}

function Preparing({ percent }: { percent: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Big
      role="status"
      icon={<IconHourglassLow size={36} stroke={1.5} />}
      title={percent === null || percent === 0 ? t("playback:preparing.title") : t("playback:preparing.percent", { percent: format.percent(percent / 100) })}
      text={t("playback:preparing.text")}
    />
  );
}

function LineLost({ player, state, retryAt }: OverlayProps & { retryAt: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const left = Math.ceil((retryAt - now) / 1000) * 1000;
  const opened = state.phase.kind === "ready";
  return (
    <Big
      role="alert"
      icon={<IconWifiOff size={36} stroke={1.5} />}
      title={t("playback:lost.title")}
      text={opened ? t("playback:lost.text", { time: clock(state.positionMs) }) : t("playback:lost.opening")}
      actions={
        <Button variant="lamp" icon={<IconRefresh aria-hidden="true" />} onClick={player.tryNow}>
          {t("playback:lost.now")}
        </Button>
      }
    >
      {/* Counts on its own, so that a screen reader is not told every second. */}
      <p aria-hidden="true">{left > 0 ? t("playback:lost.in", { time: format.length(left) }) : t("playback:lost.trying")}</p>
    </Big>
  );
}

function Failed({ player, error, detail }: { player: PlayerController; error: unknown; detail: string | undefined }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const text = error === undefined ? t(detail === "video" ? "playback:failed.video" : "playback:failed.player") : problemText(error);
  return (
    <Big
      role="alert"
      icon={<IconAlertTriangle size={36} stroke={1.5} />}
      title={t("playback:failed.title")}
      text={text}
      actions={
        <Button onStage icon={<IconRefresh aria-hidden="true" />} onClick={player.reopen}>
          {t("playback:failed.again")}
        </Button>
      }
    />
  );
}

interface BigProps {
  role: "status" | "alert";
  icon: ReactNode;
  title?: string;
  text: string;
  actions?: ReactNode;
  children?: ReactNode;
}

export function Big({ role, icon, title, text, actions, children }: BigProps) {
  return (
    <div className={css.big} role={role}>
      <span aria-hidden="true">{icon}</span>
      {title !== undefined && <h2>{title}</h2>}
      <p>{text}</p>
      {children}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
