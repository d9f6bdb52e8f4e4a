import { queryOptions } from "@tanstack/react-query";

import { client, unwrap } from "@/api/client";
import { API } from "@/api/plain";
import { problemFrom } from "@/api/problem";
import { accessToken } from "@/api/session";
import type { Answer, Question } from "@/features/quizzes/model";
import { keepFile } from "@/lib/keep-file";

import type { AttemptOut, AttemptResult, BankQuestion, Exported, FileFormat, GradingRow, Imported, MomentOut, MomentResult, MomentsEdit, QuizEdit, QuizInfo, QuizStatistics, Regraded, SaveQuiz, Topic } from "./types";

type Method = "get" | "post" | "put" | "patch" | "delete";
interface Answered {
  data?: unknown;
  error?: unknown;
  response: Response;
}
/** Questions and answers have types of their own here, finer than those of the document. */
const request = client.request as unknown as (method: Method, path: string, init: object) => Promise<Answered>;

async function call<T>(method: Method, path: string, parameters: { path?: Record<string, string | number>; query?: Record<string, string | number | boolean | undefined> } = {}, body?: unknown, signal?: AbortSignal): Promise<T> {
  return unwrap(await request(method, path, { params: parameters, ...(body !== undefined && { body }), ...(signal !== undefined && { signal }) })) as T;
}

const of = (id: string) => ({ path: { id } });

/** The answers of the server with the time it took: for the offset of its clock. */
export interface Timed<T> {
  value: T;
  askedAt: number;
  cameAt: number;
}
async function timed<T>(ask: () => Promise<T>): Promise<Timed<T>> {
  const askedAt = Date.now();
  const value = await ask();
  return { value, askedAt, cameAt: Date.now() };
}

// Students ---------------------------------------------------------------------------------------------------

export const quizInfoKey = (lesson: string) => ["quiz", lesson, "info"];
export const quizInfoQuery = (lesson: string) => queryOptions({ queryKey: quizInfoKey(lesson), queryFn: ({ signal }) => call<QuizInfo>("get", "/lessons/{id}/quiz", of(lesson), undefined, signal) });

export const attemptKey = (attempt: string) => ["attempts", attempt];
export const attemptQuery = (attempt: string) =>
  queryOptions({
    queryKey: attemptKey(attempt),
    queryFn: ({ signal }) => timed(() => call<AttemptOut>("get", "/attempts/{id}", of(attempt), undefined, signal)),
    // Answers live in the page while it is open: nothing is read over the hand.
    staleTime: Infinity,
    gcTime: 0,
  });
export const resultQuery = (attempt: string) => queryOptions({ queryKey: ["attempts", attempt, "result"], queryFn: ({ signal }) => call<AttemptResult>("get", "/attempts/{id}/result", of(attempt), undefined, signal) });

export const attemptCalls = {
  start: (lesson: string) => call<AttemptOut>("post", "/lessons/{id}/attempts", of(lesson)),
  save: (attempt: string, index: number, seq: number, answer: Answer) => call<{ saved_at: string; seq: number }>("put", "/attempts/{id}/answers/{index}", { path: { id: attempt, index } }, { seq, answer }),
  submit: (attempt: string) => call<AttemptResult>("post", "/attempts/{id}/submit", of(attempt)),
};

// Teachers ---------------------------------------------------------------------------------------------------

export const quizEditKey = (lesson: string) => ["quiz", lesson, "edit"];
export const quizEditQuery = (lesson: string) => queryOptions({ queryKey: quizEditKey(lesson), queryFn: ({ signal }) => call<QuizEdit>("get", "/lessons/{id}/quiz/edit", of(lesson), undefined, signal), staleTime: 60_000 });

export interface BankFilter {
  topic?: string | undefined;
  q?: string | undefined;
}
export interface BankPage {
  items: BankQuestion[];
  next: string | null;
}
export const bankKey = (course: string) => ["bank", course];
export const bankPage = (course: string, { topic, q }: BankFilter, after: string | undefined, signal: AbortSignal) =>
  call<BankPage>("get", "/courses/{id}/questions", { path: { id: course }, query: { topic, q, after } }, undefined, signal);
export const topicsQuery = (course: string) => queryOptions({ queryKey: [...bankKey(course), "topics"], queryFn: ({ signal }) => call<Topic[]>("get", "/courses/{id}/questions/topics", of(course), undefined, signal) });

export const bankCalls = {
  create: (course: string, question: Question) => call<BankQuestion>("post", "/courses/{id}/questions", of(course), question),
  update: (id: string, question: Question) => call<BankQuestion>("patch", "/questions/{id}", of(id), question),
  remove: (id: string) => call<undefined>("delete", "/questions/{id}", of(id)),
  saveQuiz: (lesson: string, quiz: SaveQuiz) => call<QuizEdit>("put", "/lessons/{id}/quiz", of(lesson), quiz),
};

async function raw(path: string, init: RequestInit): Promise<Response> {
  const token = await accessToken();
  const response = await globalThis.fetch(`${API}${path}`, { ...init, headers: { ...init.headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) } });
  if (!response.ok) throw problemFrom(response, await response.json().catch(() => undefined));
  return response;
}

/** The file goes as it is: its letters may be in an old encoding, and the server finds out which. */
export async function importQuestions(course: string, file: File, format: FileFormat | "auto"): Promise<Imported> {
  const response = await raw(`/courses/${course}/questions/import?format=${format}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
  return (await response.json()) as Imported;
}

/** The bank as a file; the answer tells what the format could not carry. */
export async function exportQuestions(course: string, format: FileFormat): Promise<Exported> {
  const made = await call<Exported>("get", "/courses/{id}/questions/export", { path: { id: course }, query: { format } });
  keepFile(new Blob([made.text], { type: "text/plain;charset=utf-8" }), made.file_name);
  return made;
}

export async function downloadResults(lesson: string): Promise<void> {
  keepFile(await (await raw(`/lessons/${lesson}/quiz/results.csv`, {})).blob(), "results.csv");
}

// After a test ---------------------------------------------------------------------------------------------

export const gradingKey = (lesson: string) => ["quiz", lesson, "grading"];
export const gradingPage = (lesson: string, waiting: boolean, after: string | undefined, signal: AbortSignal) =>
  call<{ items: GradingRow[]; next: string | null }>("get", "/lessons/{id}/grading", { path: { id: lesson }, query: { waiting, after } }, undefined, signal);
export const statisticsQuery = (lesson: string) => queryOptions({ queryKey: ["quiz", lesson, "statistics"], queryFn: ({ signal }) => call<QuizStatistics>("get", "/lessons/{id}/quiz/statistics", of(lesson), undefined, signal) });
export const gradingCalls = {
  grade: (attempt: string, index: number, points: number, comment: string | null) => call<GradingRow>("post", "/attempts/{id}/grades", of(attempt), { index, points, comment }),
  regrade: (lesson: string, preview: boolean) => call<Regraded>("post", "/lessons/{id}/regrade", { path: { id: lesson }, query: { preview } }),
};

/** The picture goes as it is: the server looks at its bytes, not at its name. */
export async function putPicture(course: string, file: File): Promise<{ url: string }> {
  const response = await raw(`/courses/${course}/pictures`, { method: "POST", headers: { "Content-Type": file.type || "application/octet-stream" }, body: file });
  return (await response.json()) as { url: string };
}

// Questions inside a video ---------------------------------------------------------------------------------

export const momentsQuery = (lesson: string) => queryOptions({ queryKey: ["moments", lesson], queryFn: ({ signal }) => call<MomentOut[]>("get", "/lessons/{id}/moments", of(lesson), undefined, signal), staleTime: Infinity, retry: false });
export const momentsEditQuery = (lesson: string) => queryOptions({ queryKey: ["moments", lesson, "edit"], queryFn: ({ signal }) => call<MomentsEdit>("get", "/lessons/{id}/moments/edit", of(lesson), undefined, signal), staleTime: 60_000 });
export const momentCalls = {
  answer: (moment: string, answer: Answer) => call<MomentResult>("post", "/moments/{id}/answer", of(moment), answer),
  save: (lesson: string, moments: { second: number; question_id: string }[]) => call<MomentsEdit>("put", "/lessons/{id}/moments", of(lesson), { moments }),
};
