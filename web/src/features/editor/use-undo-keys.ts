import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { toast } from "@/ui/toast";

import type { UndoStack } from "./undo-stack";

const isField = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type)));

/** Takes the last change back, and says which one it was. */
export function useTakeBack(undo: UndoStack): () => void {
  const { t } = useTranslation();
  return () => {
    const step = undo.back();
    if (step !== undefined) toast(t("editor:undone", { what: step.words }), { label: t("editor:redo"), run: () => undo.forth() });
  };
}

/** Ctrl+Z takes a change back and Ctrl+Shift+Z makes it again, except in a field, which has its own. */
export function useUndoKeys(undo: UndoStack): void {
  const back = useTakeBack(undo);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // By place: the letter is another one in another alphabet.
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== "KeyZ" || isField(event.target) || event.defaultPrevented) return;
      event.preventDefault();
      if (event.shiftKey) undo.forth();
      else back();
    };
    globalThis.addEventListener("keydown", press);
    return () => globalThis.removeEventListener("keydown", press);
  }, [undo, back]);
}
