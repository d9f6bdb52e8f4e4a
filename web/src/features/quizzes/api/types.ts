import type { Answer, Mistake, Question, Reviewed, StudentQuestion } from "@/features/quizzes/model";

export interface Settings {
  time_limit_s: number | null;
  attempts: number | null;
  pause_s: number;
  pass_percent: number;
  paging: "all" | "one";
  show: "nothing" | "score" | "right_wrong" | "answers";
  show_when: "at_once" | "after_close" | "after_pass_or_last";
  opens_at: string | null;
  closes_at: string | null;
  shuffle_questions: boolean;
  shuffle_options: boolean;
}

export interface BankQuestion {
  id: string;
  course_id: string;
  version: number;
  question: Question;
  /** Tests that ask it by name. */
  used_in: string[];
  updated_at: string;
}
export interface Topic {
  topic?: string | null;
  count: number;
}
export type QuizItem = { kind: "question"; question_id: string } | { kind: "draw"; topic?: string | null; count: number };
export interface SaveQuiz {
  settings: Settings;
  items: QuizItem[];
}
export interface QuizEdit extends SaveQuiz {
  lesson_id: string;
  course_id: string;
  questions: BankQuestion[];
  question_count: number;
  attempt_count: number;
}

export type AttemptState = "open" | "waiting_for_teacher" | "graded";
export interface AttemptRow {
  id: string;
  number: number;
  state: AttemptState;
  started_at: string;
  deadline_at?: string | null;
  submitted_at?: string | null;
  points?: number | null;
  max?: number | null;
  percent?: number | null;
  passed?: boolean | null;
}
export interface QuizInfo {
  lesson_id: string;
  course_id: string;
  settings: Settings;
  question_count: number;
  attempts: AttemptRow[];
  can_start: boolean;
  refusal?: { reason: string; until?: string | null } | null;
  open_attempt?: string | null;
  attempts_left?: number | null;
  passed: boolean;
  server_now: string;
}
export interface AttemptOut {
  id: string;
  lesson_id: string;
  course_id: string;
  number: number;
  state: AttemptState;
  paging: "all" | "one";
  questions: StudentQuestion[];
  answers: Record<string, Answer>;
  seq: number;
  started_at: string;
  deadline_at?: string | null;
  server_now: string;
}
export interface ReviewedQuestion extends Reviewed {
  index: number;
  comment?: string | null;
}
export interface AttemptResult extends Omit<AttemptRow, "deadline_at"> {
  lesson_id: string;
  course_id: string;
  pass_percent: number;
  questions: ReviewedQuestion[];
  watch_again: { lesson_id: string; second: number; question_index: number }[];
}

export interface ImportProblem extends Pick<Mistake, "code"> {
  line: number;
  detail: string;
  /** The question was taken all the same, without this. */
  taken: boolean;
}
export interface Imported {
  taken: BankQuestion[];
  problems: ImportProblem[];
}
export type FileFormat = "gift" | "moodle" | "aiken";

export interface Exported {
  file_name: string;
  text: string;
  question_count: number;
  losses: { question_id: string; number: number; title: string; left_out: boolean; fields: string[] }[];
}

export interface Examinee {
  id: string;
  name: string;
}
export interface EssayOut {
  index: number;
  question: Question;
  answer?: Answer | null;
  points?: number | null;
  comment?: string | null;
}
export interface GradingRow {
  attempt_id: string;
  account: Examinee;
  number: number;
  state: AttemptState;
  submitted_at: string;
  points: number;
  max: number;
  percent: number;
  passed?: boolean | null;
  essays: EssayOut[];
}
export interface Earned {
  points: number;
  max: number;
  percent: number;
  passed?: boolean | null;
}
export interface Regraded {
  checked: number;
  /** Questions of these attempts that were edited and are not published. */
  unpublished: number;
  changed: { attempt_id: string; account: Examinee; number: number; before: Earned; after: Earned }[];
}
export interface AnswerShare {
  part: string;
  answer?: string | null;
  other: boolean;
  count: number;
  share: number;
}
export interface QuestionStats {
  question_id: string;
  question: Question;
  stats: { count: number; difficulty?: number | null; discrimination?: number | null };
  answers: AnswerShare[];
}
export interface QuizStatistics {
  attempts: number;
  people: number;
  people_passed: number;
  mean_percent?: number | null;
  histogram: number[];
  questions: QuestionStats[];
}

export interface MomentOut {
  id: string;
  second: number;
  question: StudentQuestion;
  /** Whether the last answer was wholly right; absent: not answered yet. */
  right?: boolean | null;
}
export interface MomentResult {
  id: string;
  right: boolean;
  review: ReviewedQuestion;
}
export interface MomentsEdit {
  lesson_id: string;
  moments: { id: string; second: number; question: BankQuestion }[];
}
