import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";

import { problemOf } from "@/api/problem";
import { bankCalls } from "@/features/quizzes/api/quiz";
import type { BankQuestion } from "@/features/quizzes/api/types";

import type { Mistake, Question } from "./model";
import { mistakesOf } from "./use-mistakes";
import { validate } from "./validate";

const QUIET_MS = 900;
const AGAIN_MS = 5000;

export type DraftState = "saved" | "saving" | "incomplete" | "waiting" | "fresh";

interface DraftOptions {
  courseId: string;
  start: BankQuestion | Question;
  onSaved: (saved: BankQuestion, first: boolean) => void;
}

interface QuestionDraft {
  question: Question;
  change: (question: Question) => void;
  /** Shown at the fields: of a new question only once its teacher wants to be done. */
  mistakes: readonly Mistake[];
  state: DraftState;
  error: unknown;
  isNew: boolean;
  /** Saves at once what waits; false when something is lacking. */
  finish: () => Promise<boolean>;
}

/** A question being written: it goes to the bank as soon as it is whole, and again after each change. */
export function useQuestionDraft({ courseId, start, onSaved }: DraftOptions): QuestionDraft {
  const [question, setQuestion] = useState<Question>("question" in start ? start.question : start);
  const [id, setId] = useState("question" in start ? start.id : undefined);
  const [strict, setStrict] = useState("question" in start);
  const [state, setState] = useState<DraftState>(id === undefined ? "fresh" : "saved");
  const [failure, setFailure] = useState<{ error: unknown; of: Question }>();
  const known = useRef({ id, newest: question, saved: id === undefined ? undefined : question });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<boolean>>(undefined);

  const save = async (): Promise<boolean> => {
    for (;;) {
      const { newest } = known.current;
      if (known.current.saved === newest) return true;
      if (validate(newest).length > 0) {
        setState("incomplete");
        return false;
      }
      setState("saving");
      try {
        const first = known.current.id === undefined;
        const answer = known.current.id === undefined ? await bankCalls.create(courseId, newest) : await bankCalls.update(known.current.id, newest);
        known.current.id = answer.id;
        known.current.saved = newest;
        setId(answer.id);
        setFailure(undefined);
        if (known.current.newest === newest) setState("saved");
        onSaved(answer, first);
      } catch (error) {
        const status = problemOf(error)?.status;
        const line = status === 0 || (status !== undefined && status >= 500);
        setState(line ? "waiting" : "incomplete");
        if (line) timer.current = setTimeout(() => void flush(), AGAIN_MS);
        else {
          setFailure({ error, of: newest });
          setStrict(true);
        }
        return false;
      }
    }
  };
  const flush = (): Promise<boolean> => {
    clearTimeout(timer.current);
    // One request at a time: two at once would make a new question twice.
    running.current ??= save().finally(() => {
      running.current = undefined;
    });
    return running.current;
  };
  const change = (next: Question) => {
    setQuestion(next);
    known.current.newest = next;
    setState(validate(next).length > 0 ? "incomplete" : "saving");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), QUIET_MS);
  };
  const finish = async () => {
    setStrict(true);
    if (known.current.id === undefined && validate(known.current.newest).length > 0) setState("incomplete");
    return flush();
  };

  const leave = useEffectEvent(() => void flush());
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      leave();
    },
    [],
  );
  const unsaved = state === "saving" || state === "waiting" || (state === "incomplete" && id !== undefined);
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    globalThis.addEventListener("beforeunload", warn);
    return () => globalThis.removeEventListener("beforeunload", warn);
  }, [unsaved]);

  const mistakes = useMemo(() => {
    if (!strict) return [];
    const own = validate(question);
    return own.length > 0 ? own : failure?.of === question ? mistakesOf(failure.error) : [];
  }, [strict, question, failure]);
  return { question, change, mistakes, state, error: failure?.of === question ? failure.error : undefined, isNew: id === undefined, finish };
}
