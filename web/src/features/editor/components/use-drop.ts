import type { DragEvent } from "react";
import { useState } from "react";

interface Drop {
  over: boolean;
  handlers: {
    onDragEnter: (event: DragEvent) => void;
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** A place that takes files. Inner places go first: an outer one hears only what they leave. */
export function useDrop(take: (data: DataTransfer) => void): Drop {
  const [over, setOver] = useState(false);
  const claim = (event: DragEvent) => {
    if (!carriesFiles(event) || event.defaultPrevented) return setOver(false);
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setOver(true);
  };
  return {
    over,
    handlers: {
      onDragEnter: claim,
      onDragOver: claim,
      onDragLeave: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event) => {
        setOver(false);
        if (!carriesFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        take(event.dataTransfer);
      },
    },
  };
}
