import { useState } from "react";
import { IconDevices } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { Button } from "@/ui/button";

import type { PlayerController } from "@/features/playback/controller";
import type { PlayingElsewhere } from "@/features/playback/state";
import css from "./player.module.css";

/** Too many viewings at once: which they are, and a way to stop one. */
export function StreamsLimit({ player, limit, playing }: { player: PlayerController; limit: number; playing: PlayingElsewhere[] }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [stopping, setStopping] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const stop = async (session: string) => {
    setStopping(session);
    setFailed(undefined);
    try {
      await player.stopOther(session);
    } catch (error) {
      setFailed(error);
    } finally {
      setStopping(undefined);
    }
  };
  return (
    <div className={css.big} role="alert">
      <IconDevices size={36} stroke={1.5} aria-hidden="true" />
      <h2>{t("playback:limit.title", { count: limit })}</h2>
      <p>{t("playback:limit.text")}</p>
      <ul className={css.others} role="list">
        {playing.map(({ session_id, lesson_title, device }) => (
          <li key={session_id}>
            <span>
              <b>{lesson_title}</b>
              <small>{device}</small>
            </span>
            <Button onStage size="s" busy={stopping === session_id} disabled={stopping !== undefined && stopping !== session_id} onClick={() => void stop(session_id)}>
              {t(stopping === session_id ? "playback:limit.stopping" : "playback:limit.stop")}
            </Button>
          </li>
        ))}
      </ul>
      {failed !== undefined && <p>{problemText(failed)}</p>}
    </div>
  );
}
