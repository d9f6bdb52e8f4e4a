export const QUIZ_TABS = ["questions", "settings", "preview", "bank", "grading", "statistics"] as const;
export type QuizTab = (typeof QUIZ_TABS)[number];

export const isQuizTab = (value: unknown): value is QuizTab => QUIZ_TABS.some((tab) => tab === value);
