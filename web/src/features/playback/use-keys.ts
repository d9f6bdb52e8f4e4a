import { useEffect, useEffectEvent } from "react";

import type { PlayerController } from "./controller";
import { keyAct } from "./keys";
import type { Screen } from "./use-screen";

interface KeysOptions {
  player: PlayerController;
  screen: Screen;
  openHelp: () => void;
}

/** Keys of the player, from anywhere on the page that does not want them for itself. */
export function useKeys({ player, screen, openHelp }: KeysOptions): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || player.state.phase.kind !== "ready" || wantsKeys(event)) return;
    const act = keyAct(event);
    if (act === undefined) return;
    event.preventDefault();
    if (act.act === "toggle") player.toggle();
    else if (act.act === "skip") player.skip(act.ms);
    else if (act.act === "volume") player.setVolume(player.state.volume + act.by);
    else if (act.act === "mute") player.toggleMute();
    else if (act.act === "full") screen.toggleFull();
    else if (act.act === "float") {
      if (screen.canFloat) screen.toggleFloat();
    } else if (act.act === "rate") player.stepRate(act.direction);
    else if (act.act === "tenth") player.seek((player.state.durationMs * act.tenth) / 10);
    else openHelp();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Typing, menus and dialogs keep their keys; a focused button or link keeps space, lists their arrows. */
function wantsKeys(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]") !== null) return true;
  if (event.code === "Space") return target.closest("button, a, summary") !== null;
  return event.code.startsWith("Arrow") && target.closest("[role=tablist], [role=radiogroup]") !== null;
}
