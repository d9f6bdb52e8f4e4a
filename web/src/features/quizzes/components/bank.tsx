import { useState } from "react";
import { Menu, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDownload, IconPlus, IconSearch, IconTrash, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { bankCalls, bankKey, bankPage, exportQuestions, topicsQuery } from "@/features/quizzes/api/quiz";
import type { BankQuestion, Exported as Made, FileFormat } from "@/features/quizzes/api/types";
import { plainText } from "@/features/quizzes/markdown";
import type { Question } from "@/features/quizzes/model";
import { newQuestion } from "@/features/quizzes/new-question";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { Blocks } from "@/ui/skeleton";
import { Tag } from "@/ui/tag";
import { toast } from "@/ui/toast";

import { AddQuestion } from "./add-question";
import css from "./editor.module.css";
import { ImportDialog } from "./import-dialog";
import { ItemLine, titleOf } from "./item-list";
import { KindIcon } from "./kind-icon";
import type { VideoLesson } from "./question-form";
import { QuestionForm } from "./question-form";

interface BankProps {
  courseId: string;
  videos: readonly VideoLesson[];
  /** Questions that the test asks already. */
  asked: ReadonlySet<string>;
  onAdd: (question: BankQuestion) => void;
  onQuestion: (question: BankQuestion) => void;
  onRemoved: () => void;
  /** The words of adding, where it is not a test that asks. */
  addLabel?: string;
  askedLabel?: string;
}

const FORMATS: { format: FileFormat; name: string }[] = [
  { format: "gift", name: "GIFT" },
  { format: "moodle", name: "Moodle XML" },
  { format: "aiken", name: "Aiken" },
];

/** All questions of the course: found by words and topic, written, taken from files and given to them. */
export function Bank({ courseId, videos, asked, onAdd, onQuestion, onRemoved, addLabel, askedLabel }: BankProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const [topic, setTopic] = useState("");
  const [open, setOpen] = useState<string>();
  const [fresh, setFresh] = useState<{ key: number; question: Question }>();
  const [importing, setImporting] = useState(false);
  const topics = useQuery(topicsQuery(courseId));
  const bank = useInfiniteQuery({
    queryKey: [...bankKey(courseId), "list", topic, q],
    queryFn: ({ pageParam, signal }) => bankPage(courseId, { topic: topic === "" ? undefined : topic, q: q === "" ? undefined : q }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  const remove = useMutation({
    mutationFn: (question: BankQuestion) => bankCalls.remove(question.id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: bankKey(courseId) });
      onRemoved();
    },
    onError: (error) => toast(problemText(error)),
  });
  const exporting = useMutation({ mutationFn: (format: FileFormat) => exportQuestions(courseId, format), onError: (error) => toast(problemText(error)) });
  const rows = bank.data?.pages.flatMap((page) => page.items) ?? [];
  const saved = (question: BankQuestion) => {
    onQuestion(question);
    void queries.invalidateQueries({ queryKey: bankKey(courseId) });
  };
  const form = (start: BankQuestion | Question, onClose: () => void) => <QuestionForm courseId={courseId} start={start} videos={videos} onClose={onClose} onSaved={saved} />;
  const filtered = q !== "" || topic !== "";

  return (
    <div className="stack">
      <div className={css.filter}>
        <TextInput label={t("quizzes:bank.search")} leftSection={<IconSearch size={18} stroke={1.75} aria-hidden="true" />} type="search" value={typed} maxLength={200} onChange={(event) => setTyped(event.target.value)} />
        <Select
          label={t("quizzes:edit.topic")}
          data={[{ value: "", label: t("quizzes:bank.allTopics") }, ...(topics.data ?? []).flatMap((each) => (each.topic == null ? [] : [{ value: each.topic, label: `${each.topic} (${each.count})` }]))]}
          value={topic}
          onChange={(value) => setTopic(value ?? "")}
        />
      </div>
      <div className="row row-w">
        <AddQuestion onAdd={(kind) => setFresh({ key: Date.now(), question: newQuestion(kind, topic) })} />
        <Button icon={<IconUpload stroke={1.75} aria-hidden="true" />} onClick={() => setImporting(true)}>
          {t("quizzes:bank.import")}
        </Button>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button icon={<IconDownload stroke={1.75} aria-hidden="true" />} busy={exporting.isPending} disabled={rows.length === 0}>
              {t(exporting.isPending ? "quizzes:bank.exporting" : "quizzes:bank.export")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {FORMATS.map((each) => (
              <Menu.Item key={each.format} onClick={() => exporting.mutate(each.format)}>
                {each.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {exporting.data !== undefined && <Exported made={exporting.data} />}
      {fresh !== undefined && <div className="sheet" key={fresh.key}>{form(fresh.question, () => setFresh(undefined))}</div>}
      <Loaded query={bank} waiting={<Blocks heights={[240]} />}>
        {() =>
          rows.length === 0 ? (
            fresh === undefined && (
              <section className="sheet">
                <Empty title={t(filtered ? "quizzes:bank.nothing" : "quizzes:bank.none")}>{t(filtered ? "quizzes:bank.nothingText" : "quizzes:bank.noneText")}</Empty>
              </section>
            )
          ) : (
            <section className="sheet" aria-label={t("quizzes:tab.bank")}>
              <ul className={css.items}>
                {rows.map((row) => (
                  <li key={row.id}>
                    <div className={css.bankItem}>
                      <KindIcon kind={row.question.body.kind} />
                      <div className={css.itemWords}>
                        <button type="button" className={css.itemTitle} aria-expanded={open === row.id} onClick={() => setOpen(open === row.id ? undefined : row.id)}>
                          {titleOf(row.question)}
                        </button>
                        <ItemLine question={row.question} videos={videos} />
                      </div>
                      <span className={css.acts}>
                        {asked.has(row.id) ? (
                          <Tag kind="line">{askedLabel ?? t("quizzes:bank.asked")}</Tag>
                        ) : (
                          <Button size="s" icon={<IconPlus stroke={1.75} aria-hidden="true" />} onClick={() => onAdd(row)}>
                            {addLabel ?? t("quizzes:bank.add")}
                          </Button>
                        )}
                        {row.used_in.length === 0 && !asked.has(row.id) && (
                          <IconButton label={t("quizzes:bank.remove", { title: titleOf(row.question) })} onClick={() => remove.mutate(row)}>
                            <IconTrash stroke={1.75} aria-hidden="true" />
                          </IconButton>
                        )}
                      </span>
                    </div>
                    {open === row.id && form(row, () => setOpen(undefined))}
                  </li>
                ))}
              </ul>
              <More list={bank} inSheet />
            </section>
          )
        }
      </Loaded>
      <ImportDialog courseId={courseId} opened={importing} onClose={() => setImporting(false)} onTaken={(taken) => taken.forEach(saved)} />
    </div>
  );
}

/** What the file holds, and what its format could not carry. */
function Exported({ made }: { made: Made }) {
  const { t } = useTranslation();
  const left = made.losses.filter((loss) => loss.left_out).length;
  const changed = made.losses.length - left;
  return (
    <div className="stack">
      <Note kind={made.losses.length === 0 ? "positive" : "warning"}>
        {[t("quizzes:export.done", { count: made.question_count - left, file: made.file_name }), left > 0 && t("quizzes:export.left", { count: left }), changed > 0 && t("quizzes:export.changed", { count: changed })].filter(Boolean).join(" ")}
      </Note>
      {made.losses.length > 0 && (
        <ul className={css.problems} aria-label={t("quizzes:export.losses")}>
          {made.losses.map((loss) => (
            <li key={loss.question_id}>
              <b>{t("quizzes:export.question", { number: loss.number })}</b>
              <span>
                {plainText(loss.title)} <span className="muted">{loss.left_out ? t("quizzes:loss.whole") : loss.fields.map((field) => t(`quizzes:loss.${field.replace(".", "-")}`, { defaultValue: t("quizzes:loss.other") })).join(", ")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
