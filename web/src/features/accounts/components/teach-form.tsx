import { useState } from "react";
import { Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Me } from "@/api/me";
import { useProblemText } from "@/api/problem";
import { useAskToTeach } from "@/features/accounts/api/ask-to-teach";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

/** The way from student to teacher: ask, wait, and what came of it. */
export function TeachForm({ me }: { me: Me }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const ask = useAskToTeach();
  const [note, setNote] = useState("");
  if (me.role !== "student") return <Note kind="positive">{t("accounts:teach.may")}</Note>;
  if (me.teacher_request === "waiting") return <Note kind="now">{t("accounts:teach.waiting")}</Note>;
  return (
    <form
      className="stack"
      style={{ gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate(note.trim());
      }}
    >
      {me.teacher_request === "declined" && <Note kind="warning">{t("accounts:teach.declined")}</Note>}
      <p className="t2">{t("accounts:teach.text")}</p>
      <Textarea label={t("accounts:teach.note")} description={t("accounts:teach.noteHint")} autosize minRows={3} maxRows={8} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
      {ask.isError && <Note kind="bad">{problemText(ask.error)}</Note>}
      <div>
        <Button type="submit" busy={ask.isPending}>
          {ask.isPending ? t("accounts:teach.busy") : t("accounts:teach.submit")}
        </Button>
      </div>
    </form>
  );
}
