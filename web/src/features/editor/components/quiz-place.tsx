import { useQuizSlot } from "@/features/editor/quiz-slot";

/** Where a test lesson is made. */
export function QuizPlace(lesson: { lessonId: string; courseId: string }) {
  return useQuizSlot()?.(lesson);
}
