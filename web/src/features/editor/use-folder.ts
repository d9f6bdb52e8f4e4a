import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { toast } from "@/ui/toast";

import { courseCalls, updateLesson } from "./api/course";
import { useEditing } from "./course-editing";
import { hasFolder } from "./folder-drop";
import type { PlannedSection } from "./folder-plan";
import { planFolder } from "./folder-plan";
import type { Found, FoundFile } from "./folder-read";
import { readDropped } from "./folder-read";
import { useUploadSlots } from "./upload-slots";
import { useSendFiles } from "./use-file-sends";

export type Plan = PlannedSection<FoundFile>[];

interface FolderWork {
  plan: Plan | undefined;
  propose: (files: Promise<Found[]>) => Promise<void>;
  drop: (data: DataTransfer, always?: boolean) => boolean;
  close: () => void;
  /** Makes the sections and lessons in one step, then starts the files. False when the server said no. */
  make: (plan: Plan) => Promise<boolean>;
}

/** A folder of files on its way into a course: read, confirmed, made, sent. */
export function useFolder(): FolderWork {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { courseId, run, keep, order, setLesson, undo } = useEditing();
  const slots = useUploadSlots();
  const sendFiles = useSendFiles(courseId);
  const [plan, setPlan] = useState<Plan>();

  const propose = useCallback(
    async (files: Promise<Found[]>) => {
      try {
        const found = await files;
        if (found.length === 0) return;
        const sections = planFolder(found).map((section, index) => (section.title === "" ? { ...section, title: t("editor:section.new", { number: order().length + index + 1 }) } : section));
        if (sections.length === 0) toast(t("editor:folder.nothing"));
        else setPlan(sections);
      } catch (error) {
        toast(problemText(error));
      }
    },
    [order, problemText, t],
  );

  const drop = useCallback(
    (data: DataTransfer, always = false) => {
      if (!always && !hasFolder(data)) return false;
      void propose(readDropped(data));
      return true;
    },
    [propose],
  );

  const make = async (wanted: Plan): Promise<boolean> => {
    const known = new Set(order().map(({ id }) => id));
    const course = await run(() => courseCalls.importOutline(courseId, { sections: wanted.map(({ title, lessons }) => ({ title, lessons: lessons.map(({ kind, title: name }) => ({ kind, title: name })) })) }));
    if (course === undefined) return false;
    setPlan(undefined);
    const made = course.sections.filter(({ id }) => !known.has(id));
    undo.add({
      words: t("editor:step.folder"),
      back: () => void made.reduce((before, { id }) => before.then(() => run(() => courseCalls.removeSection(id))), Promise.resolve<unknown>(undefined)),
      forth: () => void made.reduce((before, { id }) => before.then(() => run(() => courseCalls.restoreSection(id))), Promise.resolve<unknown>(undefined)),
    });
    // The server answers in the order it was asked.
    for (const [at, section] of made.entries())
      for (const [index, lesson] of section.lessons.entries()) {
        const planned = wanted[at]?.lessons[index];
        if (planned === undefined) continue;
        const { file } = planned.file;
        if (planned.kind === "video") slots.send(planned.file, { lessonId: lesson.id, lessonTitle: lesson.title, courseId });
        else if (planned.kind === "file") sendFiles(lesson.id, "file", [file]);
        // A part of the same step: taking it back takes the lesson back.
        else void file.text().then(async (body) => setLesson(await keep(() => updateLesson(lesson.id, { body: body.slice(0, 200_000) })))).catch((error: unknown) => toast(problemText(error)));
      }
    return true;
  };

  return { plan, propose, drop, close: () => setPlan(undefined), make };
}
