import type { ReactNode } from "react";
import { useState } from "react";
import { Menu, Select, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsShuffle, IconCopy, IconDots, IconPencil, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { topicsQuery } from "@/features/quizzes/api/quiz";
import type { BankQuestion, QuizEdit, QuizItem } from "@/features/quizzes/api/types";
import { plainText } from "@/features/quizzes/markdown";
import type { Kind, Mistake, Question } from "@/features/quizzes/model";
import { newQuestion } from "@/features/quizzes/new-question";
import { pointsText } from "@/features/quizzes/points";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { clock } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Tape } from "@/ui/tape";

import { AddQuestion } from "./add-question";
import css from "./editor.module.css";
import { KindIcon } from "./kind-icon";
import type { VideoLesson } from "./question-form";
import { QuestionForm } from "./question-form";
import { Rows } from "./rows";

interface ItemListProps {
  edit: QuizEdit;
  items: readonly QuizItem[];
  questions: ReadonlyMap<string, BankQuestion>;
  mistakes: readonly Mistake[];
  videos: readonly VideoLesson[];
  onItems: (items: QuizItem[]) => void;
  onQuestion: (question: BankQuestion) => void;
  onBank: () => void;
}

const keyOf = (item: QuizItem, n: number) => (item.kind === "question" ? item.question_id : `draw-${n}`);
export const titleOf = (question: Question) => plainText(question.title ?? (question.prompt !== "" ? question.prompt : question.body.kind === "gaps" ? question.body.text : ""));

/** What a test asks, in order: questions, and draws from topics of the bank. */
export function ItemList({ edit, items, questions, mistakes, videos, onItems, onQuestion, onBank }: ItemListProps) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState<{ key: number; question: Question }>();
  const wrong = useMistakeText(mistakes);
  const topics = useQuery(topicsQuery(edit.course_id));
  const ids = items.map(keyOf);
  const sum = items.reduce((all, item) => all + (item.kind === "question" ? (questions.get(item.question_id)?.question.points ?? 0) : 0), 0);
  const asked = items.reduce((all, item) => all + (item.kind === "draw" ? item.count : 1), 0);
  const write = (question: Question) => {
    setOpen(undefined);
    setFresh({ key: Date.now(), question });
  };
  const add = (kind: Kind) => write(newQuestion(kind));
  const remove = (n: number) => onItems(items.filter((_, index) => index !== n));
  const nameOf = (id: string) => {
    const n = ids.indexOf(id);
    const item = items[n];
    return item === undefined ? "" : item.kind === "draw" ? t("quizzes:items.draw", { count: item.count }) : titleOf(questions.get(item.question_id)?.question ?? newQuestion("single"));
  };
  const menu = (n: number, moveTo: (to: number) => void, more: ReactNode) => (
    <Menu>
      <Menu.Target>
        <IconButton label={t("quizzes:items.menu", { number: n + 1 })}>
          <IconDots stroke={1.75} aria-hidden="true" />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {more}
        <Menu.Item leftSection={<IconArrowUp size={18} stroke={1.75} />} disabled={n === 0} onClick={() => moveTo(n - 1)}>
          {t("quizzes:items.up")}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={18} stroke={1.75} />} disabled={n === ids.length - 1} onClick={() => moveTo(n + 1)}>
          {t("quizzes:items.down")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={18} stroke={1.75} />} data-danger onClick={() => remove(n)}>
          {t("quizzes:items.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  const buttons = (
    <>
      <AddQuestion onAdd={add} ink={items.length === 0} />
      <Button onClick={onBank}>{t("quizzes:items.fromBank")}</Button>
      <Button variant="quiet" icon={<IconArrowsShuffle stroke={1.75} aria-hidden="true" />} onClick={() => onItems([...items, { kind: "draw", topic: topics.data?.[0]?.topic ?? null, count: 1 }])} disabled={(topics.data ?? []).length === 0}>
        {t("quizzes:items.addDraw")}
      </Button>
    </>
  );
  const form = (key: string, start: BankQuestion | Question, onClose: () => void, first: boolean) => (
    <QuestionForm
      key={key}
      courseId={edit.course_id}
      start={start}
      videos={videos}
      onClose={onClose}
      onSaved={(saved, created) => {
        onQuestion(saved);
        if (created && first) onItems([...items, { kind: "question", question_id: saved.id }]);
      }}
    />
  );

  return (
    <section className="sheet" aria-label={t("quizzes:tab.questions")}>
      {items.length === 0 && fresh === undefined ? (
        <Empty title={t("quizzes:items.none")} actions={buttons}>
          {t("quizzes:items.noneText")}
        </Empty>
      ) : (
        <>
          {items.length > 0 && (
            <div className={css.sum}>
              <p className="row row-w between sm">
                <b className="strong">{t("quizzes:items.count", { count: asked })}</b>
                <span className="muted">{sum > 0 && t("quizzes:taking.worth", { count: sum / 100, points: pointsText(sum, i18n.language) })}</span>
              </p>
              <Tape pieces={items.map((item) => ({ length: item.kind === "draw" ? item.count * 100 : Math.max(1, questions.get(item.question_id)?.question.points ?? 1), state: item.kind === "draw" ? "paused" : "ahead" }))} />
            </div>
          )}
          <Rows ids={ids} nameOf={nameOf} onOrder={(order) => onItems(order.flatMap((id) => items[ids.indexOf(id)] ?? []))} className={css.items}>
            {(id, n, grip, moveTo) => {
              const item = items[n];
              if (item === undefined) return null;
              if (item.kind === "draw")
                return (
                  <div className={css.item}>
                    {grip}
                    <span className={css.no}>{n + 1}</span>
                    <span className={css.kind} aria-hidden="true">
                      <IconArrowsShuffle size={18} stroke={1.75} />
                    </span>
                    <Draw item={item} error={wrong(`items[${n}].count`)} topics={(topics.data ?? []).flatMap(({ topic, count }) => (topic == null ? [] : [{ topic, count }]))} onChange={(next) => onItems(items.map((each, index) => (index === n ? next : each)))} />
                    <span className={css.acts}>{menu(n, moveTo, null)}</span>
                  </div>
                );
              const question = questions.get(item.question_id);
              if (question === undefined) return null;
              const expanded = open === id;
              return (
                <>
                  <div className={css.item}>
                    {grip}
                    <span className={css.no}>{n + 1}</span>
                    <KindIcon kind={question.question.body.kind} />
                    <div className={css.itemWords}>
                      <button type="button" className={css.itemTitle} aria-expanded={expanded} onClick={() => setOpen(expanded ? undefined : id)}>
                        {titleOf(question.question)}
                      </button>
                      <ItemLine question={question.question} videos={videos} />
                      {wrong(`items[${n}].question_id`) !== undefined && <span className={css.error}>{wrong(`items[${n}].question_id`)}</span>}
                    </div>
                    <span className={css.acts}>
                      <Button size="s" className="desk" aria-expanded={expanded} onClick={() => setOpen(expanded ? undefined : id)}>
                        {t(expanded ? "quizzes:items.close" : "quizzes:items.edit")}
                      </Button>
                      {menu(
                        n,
                        moveTo,
                        <>
                          <Menu.Item leftSection={<IconPencil size={18} stroke={1.75} />} onClick={() => setOpen(id)}>
                            {t("quizzes:items.edit")}
                          </Menu.Item>
                          <Menu.Item leftSection={<IconCopy size={18} stroke={1.75} />} onClick={() => write({ ...question.question })}>
                            {t("quizzes:items.copy")}
                          </Menu.Item>
                        </>,
                      )}
                    </span>
                  </div>
                  {expanded && form(id, question, () => setOpen(undefined), false)}
                </>
              );
            }}
          </Rows>
          {fresh !== undefined && form(String(fresh.key), fresh.question, () => setFresh(undefined), true)}
          {wrong("items") !== undefined && <p className={`pad ${css.error}`}>{wrong("items")}</p>}
          {fresh === undefined && <div className={css.add}>{buttons}</div>}
        </>
      )}
    </section>
  );
}

/** What a row says under the words of its question. */
export function ItemLine({ question, videos, children }: { question: Question; videos: readonly VideoLesson[]; children?: ReactNode }) {
  const { t, i18n } = useTranslation();
  const lesson = videos.find(({ id }) => id === question.anchor?.lesson)?.title;
  return (
    <span className={css.itemLine}>
      <span>{t(`quizzes:kind.${question.body.kind}`)}</span>
      <span>{t("quizzes:taking.worth", { count: question.points / 100, points: pointsText(question.points, i18n.language) })}</span>
      {question.topic != null && question.topic !== "" && <span>{question.topic}</span>}
      {question.anchor != null && (
        <span className="row row-s" style={{ gap: 4 }}>
          <IconPlayerPlay size={14} stroke={1.75} aria-hidden="true" />
          {lesson !== undefined && `${lesson}, `}
          {clock(question.anchor.second * 1000)}
        </span>
      )}
      {children}
    </span>
  );
}

function Draw({ item, topics, error, onChange }: { item: QuizItem & { kind: "draw" }; topics: { topic: string; count: number }[]; error: string | undefined; onChange: (item: QuizItem) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  return (
    <div className={css.draw}>
      <TextInput
        className={css.count}
        label={t("quizzes:items.drawCount")}
        inputMode="numeric"
        value={typed ?? String(item.count)}
        error={error}
        onChange={(event) => {
          const digits = event.target.value.replace(/\D/g, "").slice(0, 3);
          setTyped(digits);
          if (Number(digits) > 0) onChange({ ...item, count: Number(digits) });
        }}
        onBlur={() => setTyped(undefined)}
      />
      <Select
        label={t("quizzes:items.drawTopic")}
        data={[{ value: "", label: t("quizzes:items.anyTopic") }, ...topics.map(({ topic, count }) => ({ value: topic, label: `${topic} (${count})` }))]}
        value={item.topic ?? ""}
        onChange={(topic) => onChange({ ...item, topic: topic === null || topic === "" ? null : topic })}
      />
    </div>
  );
}
