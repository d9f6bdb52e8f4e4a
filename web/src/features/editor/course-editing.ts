import { createContext, use, useCallback, useMemo, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { toast } from "@/ui/toast";

import type { CourseEdit, LessonEdit, VideoOut } from "./api/course";
import { courseCalls, editKey } from "./api/course";
import type { Arrangement } from "./arrangement";
import { arrange, arrangementOf, isSameOrder } from "./arrangement";

export type Saved = { kind: "quiet" } | { kind: "saving" } | { kind: "saved"; at: string } | { kind: "failed" };

/** What parts of the editor do to the course. */
export interface CourseEditing {
  courseId: string;
  saved: Saved;
  /** Runs a change; a refusal is said in a toast and gives nothing. The course takes the answer. */
  run: (work: () => Promise<CourseEdit>) => Promise<CourseEdit | undefined>;
  /** The same for what answers with something else; throws what the server said. */
  keep: <T>(work: () => Promise<T>) => Promise<T>;
  /** The order as it is now, newer than what is rendered. */
  order: () => Arrangement;
  /** Shows another order at once and saves it. */
  reorder: (order: Arrangement) => void;
  setLesson: (lesson: LessonEdit) => void;
  setVideo: (video: VideoOut, lesson?: string | null) => void;
}

export const CourseEditingContext = createContext<CourseEditing | undefined>(undefined);

export function useEditing(): CourseEditing {
  const editing = use(CourseEditingContext);
  if (editing === undefined) throw new Error("outside of the course editor");
  return editing;
}

export function useCourseEditing(courseId: string): CourseEditing {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [saved, setSaved] = useState<Saved>({ kind: "quiet" });
  const going = useRef(0);
  const ordering = useRef<{ wanted: Arrangement | undefined; running: boolean }>({ wanted: undefined, running: false });

  const read = useCallback(() => queries.getQueryData<CourseEdit>(editKey(courseId)), [queries, courseId]);
  const write = useCallback(
    (change: (course: CourseEdit) => CourseEdit) => {
      // An order that waits to be saved outlives answers that do not know of it yet.
      const wanted = ordering.current.wanted;
      queries.setQueryData<CourseEdit>(editKey(courseId), (course) => {
        if (course === undefined) return course;
        const next = change(course);
        return wanted === undefined || isSameSet(next, wanted) === false ? next : arrange(next, wanted);
      });
    },
    [queries, courseId],
  );

  const keep = useCallback(async <T>(work: () => Promise<T>): Promise<T> => {
    going.current += 1;
    setSaved({ kind: "saving" });
    try {
      const result = await work();
      going.current -= 1;
      if (going.current === 0) setSaved({ kind: "saved", at: new Date().toISOString() });
      return result;
    } catch (error) {
      going.current -= 1;
      setSaved({ kind: "failed" });
      throw error;
    }
  }, []);

  const run = useCallback(
    async (work: () => Promise<CourseEdit>): Promise<CourseEdit | undefined> => {
      try {
        const course = await keep(work);
        write(() => course);
        return course;
      } catch (error) {
        toast(problemText(error));
        return undefined;
      }
    },
    [keep, write, problemText],
  );

  const saveOrder = useCallback(async () => {
    const state = ordering.current;
    if (state.running) return;
    state.running = true;
    try {
      while (state.wanted !== undefined) {
        const wanted = state.wanted;
        const version = read()?.outline_version;
        if (version === undefined) return;
        const course = await keep(() => courseCalls.outline(courseId, { version, sections: wanted }));
        if (state.wanted === wanted) state.wanted = undefined;
        write(() => course);
      }
    } catch (error) {
      state.wanted = undefined;
      const slug = problemOf(error)?.slug;
      const stale = slug === "outline-changed" || slug === "outline-mismatch";
      toast(stale ? t("editor:outline.changed") : problemText(error));
      await queries.invalidateQueries({ queryKey: editKey(courseId) });
    } finally {
      state.running = false;
    }
  }, [courseId, keep, problemText, queries, read, t, write]);

  return useMemo(
    (): CourseEditing => ({
      courseId,
      saved,
      run,
      keep,
      order: () => {
        const course = read();
        return course === undefined ? [] : arrangementOf(course);
      },
      reorder: (order) => {
        const course = read();
        if (course === undefined || isSameOrder(arrangementOf(course), order)) return;
        ordering.current.wanted = order;
        write((now) => now);
        void saveOrder();
      },
      setLesson: (lesson) => write((course) => mapLessons(course, (each) => (each.id === lesson.id ? { ...each, ...lesson } : each))),
      setVideo: (video, lessonId) => {
        const known = read()?.sections.some(({ lessons }) => lessons.some((lesson) => lesson.video?.id === video.id));
        if (known !== true) {
          // A file that has just arrived: the lesson does not know its video yet.
          if (lessonId == null || read()?.sections.some(({ lessons }) => lessons.some(({ id }) => id === lessonId)) === true) void queries.invalidateQueries({ queryKey: editKey(courseId) });
          return;
        }
        write((course) => mapLessons(course, (each) => (each.video?.id === video.id ? { ...each, video, duration_ms: video.duration_ms ?? each.duration_ms } : each)));
      },
    }),
    [courseId, saved, run, keep, read, write, saveOrder, queries],
  );
}

const mapLessons = (course: CourseEdit, change: (lesson: LessonEdit) => LessonEdit): CourseEdit => ({
  ...course,
  sections: course.sections.map((section) => ({ ...section, lessons: section.lessons.map(change) })),
});

/** Whether an order names exactly what the course has. */
function isSameSet(course: CourseEdit, order: Arrangement): boolean {
  const ids = (all: Arrangement) => all.flatMap(({ id, lessons }) => [id, ...lessons]).sort().join();
  return ids(arrangementOf(course)) === ids(order);
}
