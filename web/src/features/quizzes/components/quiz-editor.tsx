import { useCallback, useMemo, useState } from "react";
import { IconCloudCheck, IconCloudOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useAutosave } from "@/api/use-autosave";
import { problemOf, useProblemText } from "@/api/problem";
import { bankCalls, bankKey, quizEditKey, quizEditQuery } from "@/features/quizzes/api/quiz";
import type { BankQuestion, QuizEdit, SaveQuiz } from "@/features/quizzes/api/types";
import type { QuizTab } from "@/features/quizzes/tabs";
import { QUIZ_TABS } from "@/features/quizzes/tabs";
import { mistakesOf } from "@/features/quizzes/use-mistakes";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { Note } from "@/ui/note";
import { Blocks } from "@/ui/skeleton";
import { Spinner } from "@/ui/spinner";
import { Tabs } from "@/ui/tabs";
import { toast } from "@/ui/toast";

import { Bank } from "./bank";
import { Grading } from "./grading";
import { ItemList } from "./item-list";
import { Preview } from "./preview";
import type { VideoLesson } from "./question-form";
import css from "./quiz-editor.module.css";
import { SettingsForm } from "./settings-form";
import { Statistics } from "./statistics";
import { Unpublished } from "./unpublished";

interface QuizEditorProps {
  lessonId: string;
  courseId: string;
  title: string;
  courseTitle: string;
  /** Video lessons of the course, for anchors. */
  videos: readonly VideoLesson[];
  /** Changes of a published course that its students do not see. */
  changes: number;
  /** Something was saved that students get with the next publication. */
  onChanged: () => void;
  tab: QuizTab;
  onTab: (tab: QuizTab) => void;
}

/** A teacher's page of one test. */
export function QuizEditor(props: QuizEditorProps) {
  const edit = useQuery(quizEditQuery(props.lessonId));
  useTitle(props.title);
  return (
    <>
      <header className={css.top}>
        <div className={`wrap ${css.head}`}>
          <p className={css.crumbs}>
            <Link to="/teach/courses/$course" params={{ course: props.courseId }} search={{}}>
              {props.courseTitle}
            </Link>
          </p>
          <h1>{props.title}</h1>
        </div>
      </header>
      <div className={`wrap ${css.page}`}>
        <Loaded query={edit} waiting={<Blocks heights={[40, 320]} />}>
          {(shown) => <Editor key={props.lessonId} {...props} edit={shown} />}
        </Loaded>
      </div>
    </>
  );
}

function Editor({ edit, lessonId, courseId, videos, changes, onChanged, tab, onTab }: QuizEditorProps & { edit: QuizEdit }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [known, setKnown] = useState<ReadonlyMap<string, BankQuestion>>(new Map());
  const questions = useMemo(() => new Map([...edit.questions.map((question) => [question.id, question] as const), ...known]), [edit.questions, known]);
  const [savedAt, setSavedAt] = useState<string>();
  const quiz = useAutosave<SaveQuiz>(
    useMemo(() => ({ settings: edit.settings, items: edit.items }), [edit.settings, edit.items]),
    useCallback(
      async (value: SaveQuiz) => {
        // A test that asks nothing yet has nothing to save.
        if (value.items.length === 0) return;
        const saved = await bankCalls.saveQuiz(lessonId, value);
        queries.setQueryData(quizEditKey(lessonId), saved);
        setSavedAt(new Date().toISOString());
        onChanged();
      },
      [lessonId, onChanged, queries],
    ),
  );
  const { settings, items } = quiz.value;
  const mistakes = useMemo(() => mistakesOf(quiz.error), [quiz.error]);
  const keep = (question: BankQuestion) => {
    setKnown((before) => new Map(before).set(question.id, question));
    // Its topic may be new: draws choose from topics.
    void queries.invalidateQueries({ queryKey: bankKey(courseId) });
    onChanged();
  };
  const change = (next: Partial<SaveQuiz>) => quiz.change({ settings, items, ...next });
  const asked = new Set(items.flatMap((item) => (item.kind === "question" ? [item.question_id] : [])));
  const unsaved = quiz.error !== undefined && quiz.error !== null;
  const waiting = quiz.value !== undefined && (settings !== edit.settings || items !== edit.items);

  return (
    <>
      <Tabs label={t("quizzes:tabs")} value={tab} onChange={onTab} tabs={QUIZ_TABS.map((value) => ({ value, label: t(`quizzes:tab.${value}`) }))}>
        <div className={css.panel}>
          {["questions", "settings"].includes(tab) && (
            <p className={css.saved} role="status">
              {unsaved ? (
                <>
                  <IconCloudOff size={18} stroke={1.75} aria-hidden="true" /> {t("quizzes:editor.notSaved")}
                </>
              ) : waiting && items.length > 0 ? (
                <>
                  <Spinner /> {t("common:saving")}
                </>
              ) : savedAt !== undefined ? (
                <SavedAt at={savedAt} />
              ) : null}
            </p>
          )}
          {unsaved && problemOf(quiz.error)?.status !== 422 && <Note kind="bad">{problemText(quiz.error)}</Note>}
          {["questions", "settings", "bank"].includes(tab) && <Unpublished courseId={courseId} changes={changes} />}
          {edit.attempt_count > 0 && tab === "questions" && <Note>{t("quizzes:editor.hasAttempts", { count: edit.attempt_count })}</Note>}
          {tab === "questions" && <ItemList edit={edit} items={items} questions={questions} mistakes={mistakes} videos={videos} onItems={(next) => change({ items: next })} onQuestion={keep} onBank={() => onTab("bank")} />}
          {tab === "settings" && (items.length === 0 ? <Note>{t("quizzes:editor.firstQuestions")}</Note> : <SettingsForm settings={settings} mistakes={mistakes} onChange={(next) => change({ settings: next })} />)}
          {tab === "preview" && <Preview items={items} questions={questions} />}
          {tab === "bank" && (
            <Bank
              courseId={courseId}
              videos={videos}
              asked={asked}
              onQuestion={keep}
              onRemoved={onChanged}
              onAdd={(question) => {
                keep(question);
                change({ items: [...items, { kind: "question", question_id: question.id }] });
                toast(t("quizzes:bank.added"));
              }}
            />
          )}
          {tab === "grading" && <Grading lessonId={lessonId} />}
          {tab === "statistics" && <Statistics lessonId={lessonId} />}
        </div>
      </Tabs>
    </>
  );
}

function SavedAt({ at }: { at: string }) {
  const { t } = useTranslation();
  return (
    <>
      <IconCloudCheck size={18} stroke={1.75} aria-hidden="true" /> {t("common:savedAt", { time: new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) })}
    </>
  );
}
