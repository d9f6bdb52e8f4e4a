import { useState } from "react";
import { Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { Checked } from "@/features/certificates/api/certificates";
import { useReissue, useRevoke } from "@/features/certificates/api/certificates";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";

import { Download, DownloadBadge } from "./download";

/** What its holder and the school may do with a certificate. */
export function Acts({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<"revoke" | "reissue">();
  if (!checked.can_download && !checked.can_reissue && !checked.can_revoke) return null;
  return (
    <div className="row row-w">
      {checked.can_download && (
        <>
          <Download number={checked.number} title={checked.course_title ?? checked.number} />
          <DownloadBadge number={checked.number} title={checked.course_title ?? checked.number} />
        </>
      )}
      {checked.can_reissue && (
        <Button size="s" onClick={() => setAsked("reissue")}>
          {t("certificates:reissue.open")}
        </Button>
      )}
      {checked.can_revoke && (
        <Button size="s" variant="quiet" onClick={() => setAsked("revoke")}>
          {t("certificates:revoke.open")}
        </Button>
      )}
      <Revoke checked={checked} opened={asked === "revoke"} onClose={() => setAsked(undefined)} />
      <Reissue checked={checked} opened={asked === "reissue"} onClose={() => setAsked(undefined)} />
    </div>
  );
}

interface AskProps {
  checked: Checked;
  opened: boolean;
  onClose: () => void;
}

function Revoke({ checked, opened, onClose }: AskProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const revoke = useRevoke(checked.number);
  const [reason, setReason] = useState("");
  const wrong = fieldErrors(revoke.error)["reason"];
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("certificates:revoke.title")}
      actions={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button variant="danger" busy={revoke.isPending} disabled={reason.trim() === ""} onClick={() => revoke.mutate(reason.trim(), { onSuccess: onClose })}>
            {t(revoke.isPending ? "certificates:revoke.busy" : "certificates:revoke.go")}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t("certificates:revoke.text", { name: checked.holder_name })}</p>
        <Textarea label={t("certificates:revoke.reason")} description={t("certificates:revoke.hint")} autosize minRows={2} maxRows={6} maxLength={500} value={reason} error={wrong} onChange={(event) => setReason(event.target.value)} />
        {revoke.isError && wrong === undefined && <Note kind="bad">{problemText(revoke.error)}</Note>}
      </div>
    </Dialog>
  );
}

function Reissue({ checked, opened, onClose }: AskProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const reissue = useReissue(checked.number);
  const [name, setName] = useState(checked.holder_name ?? "");
  const wrong = fieldErrors(reissue.error)["holder_name"];
  const go = () =>
    reissue.mutate(checked.can_rename ? name.trim() : undefined, {
      onSuccess: (made) => {
        onClose();
        void navigate({ to: "/check/$number", params: { number: made.number } });
      },
    });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("certificates:reissue.title")}
      actions={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button variant="ink" busy={reissue.isPending} disabled={checked.can_rename && name.trim() === ""} onClick={go}>
            {t(reissue.isPending ? "certificates:reissue.busy" : "certificates:reissue.go")}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t(checked.can_rename ? "certificates:reissue.textSchool" : "certificates:reissue.text", { name: checked.holder_name })}</p>
        {checked.can_rename && <TextInput label={t("certificates:facts.holder")} maxLength={100} value={name} error={wrong} onChange={(event) => setName(event.target.value)} />}
        {reissue.isError && wrong === undefined && <Note kind="bad">{problemText(reissue.error)}</Note>}
      </div>
    </Dialog>
  );
}
