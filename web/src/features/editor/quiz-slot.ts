import type { ReactNode } from "react";
import { createContext, use } from "react";

/** The way to the questions of a test or a video. The route joins the two features; without one there is no test to add. */
export type QuizSlot = (lesson: { lessonId: string; courseId: string; kind: "test" | "video" }) => ReactNode;

export const QuizSlotContext = createContext<QuizSlot | undefined>(undefined);

export const useQuizSlot = (): QuizSlot | undefined => use(QuizSlotContext);
