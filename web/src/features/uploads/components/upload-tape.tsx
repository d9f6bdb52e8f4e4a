import type { UploadItem } from "@/features/uploads/item";
import type { TapePiece } from "@/ui/tape";
import { Tape } from "@/ui/tape";

/** What is sent, and what is left; hatched while it stands. The words beside say the same. */
export function UploadTape({ item, size = "m" }: { item: UploadItem; size?: "s" | "m" }) {
  const { state, sentBytes, sizeBytes } = item;
  const rest = state === "paused" || state === "waiting" || state === "unfinished" ? "paused" : "ahead";
  const pieces: TapePiece[] = [
    { length: sentBytes, state: state === "sealing" ? "done" : "sent" },
    { length: Math.max(0, sizeBytes - sentBytes), state: rest },
  ];
  return <Tape size={size} pieces={pieces.filter((piece) => piece.length > 0)} />;
}
