import type { ReactNode } from "react";
import { createContext, use } from "react";

/** A file as the page's composer understands it: the editor only hands it on. */
export interface PickedFile {
  file: File;
}

export interface UploadTarget {
  lessonId: string;
  lessonTitle: string;
  courseId: string;
}

/** What the editor needs of uploads. The route joins the two features; neither knows the other. */
export interface UploadSlots {
  /** The line of a lesson whose file is on its way. */
  lineOf: (lessonId: string) => ReactNode;
  pick: (several: boolean) => Promise<PickedFile[]>;
  /** Must be called within the drop event. */
  dropped: (data: DataTransfer) => Promise<PickedFile[]>;
  send: (file: PickedFile, target: UploadTarget) => void;
  /** All uploads, as a sheet; nothing when there are none. */
  sheet: ReactNode;
}

export const UploadSlotsContext = createContext<UploadSlots | undefined>(undefined);

export function useUploadSlots(): UploadSlots {
  const slots = use(UploadSlotsContext);
  if (slots === undefined) throw new Error("the route gives the editor its uploads");
  return slots;
}
