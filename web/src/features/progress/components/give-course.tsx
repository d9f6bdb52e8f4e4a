import { useState } from "react";
import { Textarea, TextInput } from "@mantine/core";
import { IconGift } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { client, unwrap } from "@/api/client";
import { problemOf, useFieldErrors, useProblemText } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { toast } from "@/ui/toast";

/** Lets somebody into the course without payment, for a reason that they read. */
export function GiveCourse({ course }: { course: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<IconGift stroke={1.75} aria-hidden="true" />} onClick={() => setAsking(true)}>
        {t("progress:give.open")}
      </Button>
      {asking && <Form course={course} onClose={() => setAsking(false)} />}
    </>
  );
}

function Form({ course, onClose }: { course: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [email, setEmail] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const give = useMutation({
    mutationFn: async () => unwrap(await client.POST("/courses/{id}/students", { params: { path: { id: course } }, body: { email: email.trim(), reason: reason.trim() } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["students", course] }),
  });
  const refused = fieldErrors(give.error);
  const missing = { email: tried && email.trim() === "" ? t("progress:give.emailMissing") : undefined, reason: tried && reason.trim() === "" ? t("progress:give.reasonMissing") : undefined };
  const send = () => {
    setTried(true);
    if (give.isPending || email.trim() === "" || reason.trim() === "") return;
    give.mutateAsync().then(
      () => {
        toast(t("progress:give.done", { email: email.trim() }));
        onClose();
      },
      () => undefined, // said in the form
    );
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("progress:give.title")}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button variant="ink" busy={give.isPending} onClick={send}>
            {t(give.isPending ? "progress:give.busy" : "progress:give.go")}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p>{t("progress:give.text")}</p>
        <TextInput type="email" label={t("progress:give.email")} description={t("progress:give.emailHint")} autoComplete="off" maxLength={254} value={email} error={missing.email ?? refused["email"]} onChange={(event) => setEmail(event.target.value)} />
        <Textarea label={t("progress:give.reason")} description={t("progress:give.reasonHint")} autosize minRows={2} maxRows={6} maxLength={500} value={reason} error={missing.reason ?? refused["reason"]} onChange={(event) => setReason(event.target.value)} />
        {give.isError && Object.keys(problemOf(give.error)?.fields ?? {}).length === 0 && <Note kind="bad">{problemText(give.error)}</Note>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
