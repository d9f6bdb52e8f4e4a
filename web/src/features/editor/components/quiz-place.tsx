import { useQuizSlot } from "@/features/editor/quiz-slot";

/** Where the questions of a test or a video are written. */
export function QuizPlace(lesson: { lessonId: string; courseId: string; kind: "test" | "video" }) {
  return useQuizSlot()?.(lesson);
}
