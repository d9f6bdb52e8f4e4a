import { createContext, use, useCallback, useMemo, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { toast } from "@/ui/toast";

import type { CourseEdit, LessonEdit, UpdateCourse, UpdateLesson, VideoOut } from "./api/course";
import { courseCalls, editKey, updateLesson } from "./api/course";
import type { Arrangement } from "./arrangement";
import { arrange, arrangementOf, fitOrder, isSameOrder } from "./arrangement";
import { courseBefore, lessonAfter, lessonBefore } from "./changes";
import type { Step } from "./undo-stack";
import { UndoStack } from "./undo-stack";

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
  /** Shows another order at once and saves it. Gives the step by which it is taken back. */
  reorder: (order: Arrangement) => Step | undefined;
  /** Changes fields of the course, and how to take it back. Throws what the server said. */
  patchCourse: (change: UpdateCourse, words: string, field?: string) => Promise<void>;
  /** The same for a lesson. It is shown at once; a refusal puts it back. */
  patchLesson: (id: string, change: UpdateLesson, words: string, field?: string) => Promise<void>;
  lesson: (id: string) => LessonEdit | undefined;
  undo: UndoStack;
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

  const [undo] = useState(() => new UndoStack());

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

  /** The course as a change left it. A reading that began before the change would bring back what was. */
  const take = useCallback(
    async (course: CourseEdit) => {
      await queries.cancelQueries({ queryKey: editKey(courseId) });
      write(() => course);
    },
    [courseId, queries, write],
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
        await take(course);
        return course;
      } catch (error) {
        toast(problemText(error));
        return undefined;
      }
    },
    [keep, take, problemText],
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
        await take(course);
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
  }, [courseId, keep, problemText, queries, read, t, take]);

  const orderNow = useCallback((): Arrangement => {
    const course = read();
    return course === undefined ? [] : arrangementOf(course);
  }, [read]);

  const showOrder = useCallback(
    (order: Arrangement): boolean => {
      if (isSameOrder(orderNow(), order)) return false;
      ordering.current.wanted = order;
      write((now) => now);
      void saveOrder();
      return true;
    },
    [orderNow, saveOrder, write],
  );

  const reorder = useCallback(
    (order: Arrangement): Step | undefined => {
      const before = orderNow();
      if (!showOrder(order)) return undefined;
      const step: Step = { words: t("editor:step.order"), back: () => showOrder(fitOrder(before, orderNow())), forth: () => showOrder(fitOrder(order, orderNow())) };
      undo.add(step);
      return step;
    },
    [orderNow, showOrder, t, undo],
  );

  const saveCourse = useCallback(
    async (change: UpdateCourse) => {
      await take(await keep(() => courseCalls.update(courseId, change)));
    },
    [courseId, keep, take],
  );

  const lessonNow = useCallback((id: string) => read()?.sections.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id), [read]);
  const showLesson = useCallback((id: string, change: (lesson: LessonEdit) => LessonEdit) => write((course) => mapLessons(course, (each) => (each.id === id ? change(each) : each))), [write]);

  const saveLesson = useCallback(
    async (id: string, change: UpdateLesson) => {
      const before = lessonNow(id);
      if (before === undefined) return;
      // A reading on its way would show what was before.
      void queries.cancelQueries({ queryKey: editKey(courseId) });
      showLesson(id, (lesson) => lessonAfter(lesson, change));
      try {
        const saved = await keep(() => updateLesson(id, change));
        showLesson(id, (lesson) => ({ ...lesson, ...saved }));
      } catch (error) {
        showLesson(id, (lesson) => ({ ...lesson, ...only(before, change) }));
        throw error;
      }
      // What the course lacks, and whether students see something else, is the server's to say.
      if (going.current === 0) void queries.invalidateQueries({ queryKey: editKey(courseId) });
    },
    [courseId, keep, lessonNow, queries, showLesson],
  );

  /** A step that is taken back speaks by itself when the server refuses. */
  const saying = useCallback((work: () => Promise<unknown>) => () => void work().catch((error: unknown) => toast(problemText(error))), [problemText]);

  return useMemo(
    (): CourseEditing => ({
      courseId,
      saved,
      run,
      keep,
      undo,
      order: orderNow,
      reorder,
      lesson: lessonNow,
      patchCourse: async (change, words, field) => {
        const course = read();
        if (course === undefined) return;
        const before = courseBefore(course, change);
        await saveCourse(change);
        undo.add({ words, back: saying(() => saveCourse(before)), forth: saying(() => saveCourse(change)), ...(field !== undefined && { field }) });
      },
      patchLesson: async (id, change, words, field) => {
        const lesson = lessonNow(id);
        if (lesson === undefined) return;
        const before = lessonBefore(lesson, change);
        await saveLesson(id, change);
        undo.add({ words, back: saying(() => saveLesson(id, before)), forth: saying(() => saveLesson(id, change)), ...(field !== undefined && { field: `${id}.${field}` }) });
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
    [courseId, saved, run, keep, read, write, queries, undo, orderNow, reorder, lessonNow, saveCourse, saveLesson, saying],
  );
}

/** Of a lesson, what a change names. */
function only(lesson: LessonEdit, { file_id, attachment_ids, ...plain }: UpdateLesson): Partial<LessonEdit> {
  return {
    ...Object.fromEntries(Object.keys(plain).map((name) => [name, lesson[name as keyof LessonEdit]])),
    ...(file_id !== undefined && { file: lesson.file }),
    ...(attachment_ids !== undefined && { attachments: lesson.attachments }),
  };
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
