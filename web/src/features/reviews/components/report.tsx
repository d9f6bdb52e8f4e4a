import { Radio, Textarea } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { ReportReason } from "@/features/reviews/api/reviews";
import { useReportReview } from "@/features/reviews/api/reviews";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { toast } from "@/ui/toast";

const REASONS = ["spam", "insult", "off-topic", "private-data", "other"] as const satisfies readonly ReportReason[];

/** Asks the school's admins to look at somebody's review. */
export function Report({ review, author }: { review: string; author: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState<ReportReason>("spam");
  const [note, setNote] = useState("");
  const report = useReportReview(review);
  const send = () =>
    report.mutateAsync({ reason, note }).then(
      () => {
        setAsking(false);
        toast(t("reviews:report.sent"));
      },
      () => undefined, // said in the dialog
    );
  return (
    <>
      <Button size="s" variant="quiet" icon={<IconFlag size={16} stroke={1.75} aria-hidden="true" />} aria-label={t("reviews:report.openWho", { name: author })} onClick={() => setAsking(true)}>
        {t("reviews:report.open")}
      </Button>
      <Dialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("reviews:report.title")}
        actions={
          <>
            <Button variant="quiet" onClick={() => setAsking(false)}>
              {t("common:cancel")}
            </Button>
            <Button variant="ink" busy={report.isPending} onClick={() => void send()}>
              {report.isPending ? t("reviews:form.sending") : t("reviews:report.send")}
            </Button>
          </>
        }
      >
        <Radio.Group label={t("reviews:report.reason")} value={reason} onChange={(value) => setReason(REASONS.find((known) => known === value) ?? "other")}>
          <div className="stack stack-s" style={{ paddingTop: 6 }}>
            {REASONS.map((known) => (
              <Radio key={known} value={known} label={t(`reviews:reason.${known}`)} />
            ))}
          </div>
        </Radio.Group>
        <Textarea label={t("reviews:report.note")} autosize minRows={2} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {report.isError && <Note kind="bad">{problemText(report.error)}</Note>}
      </Dialog>
    </>
  );
}
