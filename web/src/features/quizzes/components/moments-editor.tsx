import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { momentCalls, momentsEditQuery } from "@/features/quizzes/api/quiz";
import type { BankQuestion, MomentsEdit } from "@/features/quizzes/api/types";
import { readClock } from "@/features/quizzes/points";
import { mistakesOf, useMistakeText } from "@/features/quizzes/use-mistakes";
import { clock } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { Note } from "@/ui/note";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";

import { Bank } from "./bank";
import css from "./editor.module.css";
import { ItemLine, titleOf } from "./item-list";
import { KindIcon } from "./kind-icon";
import type { VideoLesson } from "./question-form";
import { Unpublished } from "./unpublished";

interface MomentsEditorProps {
  lessonId: string;
  courseId: string;
  videos: readonly VideoLesson[];
  /** Changes of a published course that its students do not see. */
  changes: number;
  /** Something was saved that students get with the next publication. */
  onChanged: () => void;
}

/** Which questions a video asks, and when. */
export function MomentsEditor(props: MomentsEditorProps) {
  return (
    <Loaded query={useQuery(momentsEditQuery(props.lessonId))} waiting={<Blocks heights={[240]} />}>
      {(edit) => <Editor {...props} edit={edit} />}
    </Loaded>
  );
}

function Editor({ lessonId, courseId, videos, changes, onChanged, edit }: MomentsEditorProps & { edit: MomentsEdit }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(edit.moments.length === 0);
  const length = videos.find(({ id }) => id === lessonId)?.duration_ms ?? null;
  const save = useMutation({
    mutationFn: (moments: { second: number; question_id: string }[]) => momentCalls.save(lessonId, moments),
    onSuccess: (saved) => {
      queries.setQueryData(momentsEditQuery(lessonId).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ["moments", lessonId], exact: true });
      onChanged();
    },
  });
  const wrong = useMistakeText(mistakesOf(save.error));
  const now = edit.moments.map(({ second, question }) => ({ second, question_id: question.id }));
  const set = (n: number, second: number) => save.mutate(now.map((moment, index) => (index === n ? { ...moment, second } : moment)));
  const add = (question: BankQuestion) => {
    // After the last one, within the video: the teacher sets the exact time.
    const last = edit.moments.at(-1)?.second ?? 0;
    const second = length === null ? last + 60 : Math.min(last + 60, Math.floor(length / 1000));
    save.mutate([...now, { second, question_id: question.id }]);
  };
  const mistake = save.isError ? (wrong(`moments[${now.length}].second`) ?? problemText(save.error)) : undefined;
  return (
    <div className="stack stack-l">
      <Unpublished courseId={courseId} changes={changes} />
      <section className="sheet" aria-label={t("quizzes:moments.title")}>
        {edit.moments.length === 0 ? (
          <Empty title={t("quizzes:moments.none")}>{t("quizzes:moments.noneText")}</Empty>
        ) : (
          <ul className={css.items}>
            {edit.moments.map(({ id, second, question }, n) => (
              <li key={id} className={css.moment}>
                <MomentTime second={second} length={length} label={t("quizzes:moments.timeOf", { title: titleOf(question.question) })} onTime={(next) => set(n, next)} />
                <KindIcon kind={question.question.body.kind} />
                <div className={css.itemWords}>
                  <span className={css.itemTitle}>{titleOf(question.question)}</span>
                  <ItemLine question={question.question} videos={videos} />
                </div>
                <IconButton label={t("quizzes:moments.remove", { title: titleOf(question.question) })} onClick={() => save.mutate(now.filter((_, index) => index !== n))}>
                  <IconTrash stroke={1.75} aria-hidden="true" />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
        {mistake !== undefined && (
          <div className="pad">
            <Note kind="bad">{mistake}</Note>
          </div>
        )}
        {!adding && (
          <div className={css.add}>
            <Button onClick={() => setAdding(true)}>{t("quizzes:moments.add")}</Button>
          </div>
        )}
      </section>
      {adding && (
        <section className="stack">
          <SheetHead title={t("quizzes:tab.bank")} />
          <Bank courseId={courseId} videos={videos} asked={new Set(now.map(({ question_id }) => question_id))} addLabel={t("quizzes:moments.put")} askedLabel={t("quizzes:moments.asked")} onAdd={add} onQuestion={onChanged} onRemoved={onChanged} />
        </section>
      )}
    </div>
  );
}

function MomentTime({ second, length, label, onTime }: { second: number; length: number | null; label: string; onTime: (second: number) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  const read = typed === undefined ? second : readClock(typed);
  const late = length !== null && read !== undefined && read * 1000 > length;
  const leave = () => {
    if (typed === undefined || read === undefined || late) return;
    setTyped(undefined);
    if (read !== second) onTime(read);
  };
  return (
    <TextInput
      className={css.count}
      aria-label={label}
      inputMode="numeric"
      value={typed ?? clock(second * 1000)}
      error={read === undefined ? t("quizzes:edit.notATime") : late ? t("quizzes:edit.afterTheEnd", { time: clock(length) }) : undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && leave()}
    />
  );
}
