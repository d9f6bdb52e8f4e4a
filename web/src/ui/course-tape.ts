import { tapeLengths } from "@/lib/tape-lengths";
import type { TapePiece } from "@/ui/tape";

interface Walked {
  lesson_lengths_ms: readonly number[];
  done_places?: readonly number[] | null;
}

/** A course as its learner has walked it. The lamp stands at `here`, else at the first lesson that is not done. */
export function courseTape({ lesson_lengths_ms: lengths, done_places: done }: Walked, here?: number | null): TapePiece[] {
  const lamp = here ?? lengths.findIndex((_, place) => !done?.includes(place));
  return tapeLengths(lengths).map((length, place) => ({ length, state: done?.includes(place) ? "done" : "ahead", here: place === lamp }));
}
