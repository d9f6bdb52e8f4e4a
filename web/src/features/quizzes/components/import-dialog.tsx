import { useRef, useState } from "react";
import { Select } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { importQuestions } from "@/features/quizzes/api/quiz";
import type { BankQuestion, FileFormat } from "@/features/quizzes/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";

import css from "./editor.module.css";
import { titleOf } from "./item-list";

interface ImportDialogProps {
  courseId: string;
  opened: boolean;
  onClose: () => void;
  onTaken: (taken: BankQuestion[]) => void;
}

const FORMATS = ["auto", "gift", "moodle", "aiken"] as const;

/** Questions out of a file: what was taken, and a line for each that was not. */
export function ImportDialog({ courseId, opened, onClose, onTaken }: ImportDialogProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const field = useRef<HTMLInputElement>(null);
  const [format, setFormat] = useState<FileFormat | "auto">("auto");
  const run = useMutation({ mutationFn: (file: File) => importQuestions(courseId, file, format), onSuccess: ({ taken }) => onTaken(taken) });
  const close = () => {
    run.reset();
    onClose();
  };
  const { data } = run;
  const refused = data?.problems.filter(({ taken }) => !taken).length ?? 0;
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={t("quizzes:import.title")}
      size={620}
      actions={
        <>
          <Button onClick={close}>{t(data === undefined ? "common:cancel" : "common:close")}</Button>
          <Button variant="ink" busy={run.isPending} icon={<IconUpload stroke={1.75} aria-hidden="true" />} onClick={() => field.current?.click()}>
            {t(run.isPending ? "quizzes:import.busy" : data === undefined ? "quizzes:import.choose" : "quizzes:import.another")}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="muted">{t("quizzes:import.text")}</p>
        <Select label={t("quizzes:import.format")} data={FORMATS.map((value) => ({ value, label: t(`quizzes:format.${value}`) }))} value={format} onChange={(value) => value !== null && setFormat(value as FileFormat | "auto")} />
        <input
          ref={field}
          type="file"
          accept=".gift,.txt,.xml,text/plain,text/xml,application/xml"
          aria-label={t("quizzes:import.choose")}
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) run.mutate(file);
            event.target.value = "";
          }}
        />
        {run.isError && <Note kind="bad">{problemText(run.error)}</Note>}
        {data !== undefined && (
          <>
            <Note kind={data.taken.length > 0 ? "positive" : "warning"}>
              {t("quizzes:import.taken", { count: data.taken.length })}
              {refused > 0 && ` ${t("quizzes:import.notTaken", { count: refused })}`}
            </Note>
            {data.problems.length > 0 && (
              <ul className={css.problems} aria-label={t("quizzes:import.problems")}>
                {data.problems.map((problem, n) => (
                  <li key={n}>
                    <b>{t("quizzes:import.line", { line: problem.line })}</b>
                    <span>
                      {t(`quizzes:importProblem.${problem.code}`, { defaultValue: t("quizzes:importProblem.other") })}
                      {problem.taken && ` ${t("quizzes:import.butTaken")}`}
                      {problem.detail !== "" && <span className="muted"> {problem.detail}</span>}
                    </span>
                  </li>
                ))}
              </ul>
            )}
            {data.taken.length > 0 && (
              <ul className={css.problems} aria-label={t("quizzes:import.takenList")}>
                {data.taken.map((question, n) => (
                  <li key={question.id}>
                    <b>{n + 1}</b>
                    <span>{titleOf(question.question)}</span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
