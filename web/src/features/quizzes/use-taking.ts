import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Timed } from "@/features/quizzes/api/quiz";
import { attemptCalls, attemptKey, attemptQuery, resultQuery } from "@/features/quizzes/api/quiz";
import type { AttemptOut } from "@/features/quizzes/api/types";

import type { Answer } from "./model";
import type { SaveState } from "./outbox";
import { Outbox } from "./outbox";
import { clockOffset } from "./server-clock";

export interface Taking {
  answers: ReadonlyMap<number, Answer>;
  answer: (index: number, answer: Answer, quietMs: number) => void;
  /** Where each answer is. */
  states: ReadonlyMap<number, SaveState>;
  /** The server's clock less ours, ms. */
  offset: number;
  later: ReadonlySet<number>;
  toggleLater: (index: number) => void;
  submit: () => void;
  submitting: boolean;
  submitError: unknown;
}

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined; // closed in some private windows
  }
}

const laterKey = (attempt: string) => `lectern-later-${attempt}`;
function readLater(attempt: string): number[] {
  try {
    const kept: unknown = JSON.parse(storage()?.getItem(laterKey(attempt)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "number") : [];
  } catch {
    return [];
  }
}

/** One attempt being taken: what was answered, what of it the server has, and the server's clock. */
export function useTaking({ value: attempt, askedAt, cameAt }: Timed<AttemptOut>): Taking {
  const queries = useQueryClient();
  const [offset, setOffset] = useState(() => clockOffset(attempt.server_now, askedAt, cameAt));
  const [later, setLater] = useState<ReadonlySet<number>>(() => new Set(readLater(attempt.id)));
  const over = useCallback(() => void queries.invalidateQueries({ queryKey: attemptKey(attempt.id), exact: true }), [queries, attempt.id]);
  const [outbox] = useState(
    () =>
      new Outbox({
        attempt: attempt.id,
        seq: attempt.seq,
        storage: storage(),
        now: () => Date.now() + offset,
        send: (index, { seq, answer }) => attemptCalls.save(attempt.id, index, seq, answer),
        onOver: over,
      }),
  );
  const states = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  const [answers, setAnswers] = useState<ReadonlyMap<number, Answer>>(() => {
    const known = new Map(Object.entries(attempt.answers).map(([index, answer]) => [Number(index), answer]));
    for (const [index, { answer }] of outbox.waiting()) known.set(index, answer);
    return known;
  });

  const awake = useEffectEvent(async () => {
    void outbox.flush();
    // After a closed lid the clocks may have parted, and the time may be over.
    try {
      const asked = Date.now();
      const now = await queries.fetchQuery({ ...attemptQuery(attempt.id), queryKey: [...attemptKey(attempt.id), "clock"], staleTime: 0 });
      setOffset(clockOffset(now.value.server_now, asked, Date.now()));
      if (now.value.state !== "open") over();
    } catch {
      // no line: the next sign of it asks again
    }
  });
  const elsewhere = useEffectEvent((event: StorageEvent) => {
    if (event.key?.startsWith(`lectern-answer-${attempt.id}-`) !== true || event.newValue === null) return;
    const index = Number(event.key.slice(event.key.lastIndexOf("-") + 1));
    const answer = outbox.waiting().get(index)?.answer;
    if (answer !== undefined) setAnswers((known) => new Map(known).set(index, answer));
  });
  useEffect(() => {
    outbox.resume();
    const online = () => void awake();
    const seen = () => {
      if (document.visibilityState === "visible") void awake();
      else void outbox.flush();
    };
    const listen = (event: StorageEvent) => elsewhere(event);
    globalThis.addEventListener("online", online);
    globalThis.addEventListener("storage", listen);
    document.addEventListener("visibilitychange", seen);
    return () => {
      globalThis.removeEventListener("online", online);
      globalThis.removeEventListener("storage", listen);
      document.removeEventListener("visibilitychange", seen);
      void outbox.flush();
      outbox.close();
    };
  }, [outbox]);

  const answer = useCallback(
    (index: number, given: Answer, quietMs: number) => {
      setAnswers((known) => new Map(known).set(index, given));
      outbox.put(index, given, quietMs);
    },
    [outbox],
  );
  const submitting = useMutation({
    mutationFn: async () => {
      await outbox.flush();
      return attemptCalls.submit(attempt.id);
    },
    retry: 3,
    retryDelay: (tries) => 1000 * 2 ** tries,
    onSuccess: (result) => {
      outbox.forget();
      storage()?.removeItem(laterKey(attempt.id));
      queries.setQueryData(resultQuery(attempt.id).queryKey, result);
      queries.setQueryData<Timed<AttemptOut>>(attemptKey(attempt.id), (known) => (known === undefined ? known : { ...known, value: { ...known.value, state: result.state } }));
      for (const queryKey of [["quiz", attempt.lesson_id], ["learn"], ["learning"], ["courses"], ["lessons", attempt.lesson_id]]) void queries.invalidateQueries({ queryKey });
    },
    onError: over,
  });

  const toggleLater = (index: number) => {
    const next = new Set(later);
    if (!next.delete(index)) next.add(index);
    setLater(next);
    try {
      storage()?.setItem(laterKey(attempt.id), JSON.stringify([...next]));
    } catch {
      // the marks live until the page is left
    }
  };
  return { answers, answer, states, offset, later, toggleLater, submit: () => submitting.mutate(), submitting: submitting.isPending, submitError: submitting.error };
}
