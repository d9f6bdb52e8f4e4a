import { useId, useState } from "react";
import { Checkbox, Select, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { topicsQuery } from "@/features/quizzes/api/quiz";
import type { BankQuestion } from "@/features/quizzes/api/types";
import type { Kind, Question } from "@/features/quizzes/model";
import { KINDS } from "@/features/quizzes/model";
import { toKind } from "@/features/quizzes/new-question";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { useQuestionDraft } from "@/features/quizzes/use-question-draft";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

import { AnchorField } from "./anchor-field";
import { BodyEditor } from "./body-editor";
import css from "./editor.module.css";
import { PointsInput } from "./points-input";
import { RichField } from "./rich-field";

/** A video lesson of the course, for anchors. */
export interface VideoLesson {
  id: string;
  title: string;
  duration_ms: number | null;
}

interface QuestionFormProps {
  courseId: string;
  /** As it is in the bank, or as it begins. */
  start: BankQuestion | Question;
  videos: readonly VideoLesson[];
  /** It is in the bank now: for the first time, or changed. */
  onSaved: (saved: BankQuestion, first: boolean) => void;
  onClose: () => void;
}

/** Everything of a question. What is whole is saved by itself; what is not says at the field what it lacks. */
export function QuestionForm({ courseId, start, videos, onSaved, onClose }: QuestionFormProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const topics = useQuery(topicsQuery(courseId));
  const topicList = useId();
  const draft = useQuestionDraft({ courseId, start, onSaved });
  const { question, change } = draft;
  const wrong = useMistakeText(draft.mistakes);
  const optional = (field: "explanation" | "hint" | "topic", value: string) => change({ ...question, [field]: value.trim() === "" ? null : value });
  const partial = question.credit !== "all_or_nothing";
  const parts = ["multiple", "matching", "ordering", "gaps"].includes(question.body.kind);
  const used = [question.explanation, question.hint, question.anchor].filter((each) => each != null && each !== "").length;
  const [more, setMore] = useState(used > 0);

  return (
    <div className={css.form} role="group" aria-label={t("quizzes:edit.question")}>
      <div className={css.choices}>
        <Select label={t("quizzes:edit.kind")} data={KINDS.map((value) => ({ value, label: t(`quizzes:kind.${value}`) }))} value={question.body.kind} onChange={(kind) => kind !== null && change(toKind(question, kind as Kind))} />
        <PointsInput label={t("quizzes:edit.points")} value={question.points} error={wrong("points")} onChange={(points) => change({ ...question, points })} />
        <TextInput label={t("quizzes:edit.topic")} list={topicList} value={question.topic ?? ""} error={wrong("topic")} maxLength={200} onChange={(event) => optional("topic", event.target.value)} />
        <datalist id={topicList}>{topics.data?.map(({ topic }) => topic != null && <option key={topic} value={topic} />)}</datalist>
      </div>
      <RichField
        label={t(question.body.kind === "gaps" ? "quizzes:edit.promptGaps" : "quizzes:edit.prompt")}
        value={question.prompt}
        error={wrong("prompt")}
        courseId={courseId}
        onChange={(prompt) => change({ ...question, prompt })}
      />
      <BodyEditor body={question.body} partial={partial} mistakes={draft.mistakes} courseId={courseId} onChange={(body) => change({ ...question, body })} />
      <details className={css.details} open={more} onToggle={(event) => setMore(event.currentTarget.open)}>
        <summary>{t("quizzes:edit.more")}</summary>
        <div className={css.more}>
          <RichField label={t("quizzes:edit.explanation")} hint={t("quizzes:edit.explanationHint")} value={question.explanation ?? ""} error={wrong("explanation")} courseId={courseId} onChange={(value) => optional("explanation", value)} />
          <RichField label={t("quizzes:edit.hint")} hint={t("quizzes:edit.hintHint")} value={question.hint ?? ""} error={wrong("hint")} courseId={courseId} rows={1} onChange={(value) => optional("hint", value)} />
          <AnchorField anchor={question.anchor ?? null} videos={videos} error={wrong("anchor.second") ?? wrong("anchor.lesson")} onChange={(anchor) => change({ ...question, anchor })} />
          {question.body.kind !== "essay" && (
            <div className={css.choices}>
              <PointsInput label={t("quizzes:edit.penalty")} value={question.penalty ?? 0} error={wrong("penalty")} onChange={(penalty) => change({ ...question, penalty })} />
            </div>
          )}
          {parts && <Checkbox label={t("quizzes:edit.partial")} description={t("quizzes:edit.partialHint")} checked={partial} onChange={(event) => change({ ...question, credit: event.target.checked ? "partial" : "all_or_nothing" })} />}
        </div>
      </details>
      {draft.error != null && problemOf(draft.error)?.status !== 422 && <Note kind="bad">{problemText(draft.error)}</Note>}
      <div className={css.formEnd}>
        <p className="sm muted" role="status">
          {t(`quizzes:draft.${draft.state}`)}
        </p>
        <div className="row row-s">
          {draft.state === "incomplete" && (
            <Button size="s" variant="quiet" onClick={onClose}>
              {t(draft.isNew ? "quizzes:edit.discard" : "quizzes:edit.closeAnyway")}
            </Button>
          )}
          <Button size="s" variant="ink" icon={<IconCheck stroke={1.75} aria-hidden="true" />} onClick={() => void draft.finish().then((whole) => whole && onClose())}>
            {t("quizzes:edit.done")}
          </Button>
        </div>
      </div>
    </div>
  );
}
