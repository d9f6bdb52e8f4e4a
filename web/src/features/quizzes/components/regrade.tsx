import { useState } from "react";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { gradingCalls } from "@/features/quizzes/api/quiz";
import type { Earned, Regraded } from "@/features/quizzes/api/types";
import { pointsText } from "@/features/quizzes/points";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { Table } from "@/ui/table";
import { toast } from "@/ui/toast";

/** Grades attempts anew after a key was mended; first it is shown what changes. */
export function Regrade({ lessonId }: { lessonId: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [shown, setShown] = useState<Regraded>();
  const preview = useMutation({ mutationFn: () => gradingCalls.regrade(lessonId, true), onSuccess: setShown, onError: (error) => toast(problemText(error)) });
  const apply = useMutation({
    mutationFn: () => gradingCalls.regrade(lessonId, false),
    onSuccess: ({ changed }) => {
      setShown(undefined);
      toast(t("quizzes:regrade.done", { count: changed.length }));
      void queries.invalidateQueries({ queryKey: ["quiz", lessonId] });
    },
  });
  const changes = shown?.changed ?? [];
  return (
    <>
      <Button busy={preview.isPending} icon={<IconRefresh stroke={1.75} aria-hidden="true" />} onClick={() => preview.mutate()}>
        {t(preview.isPending ? "quizzes:regrade.looking" : "quizzes:regrade.open")}
      </Button>
      <Dialog
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        size={720}
        title={changes.length === 0 ? t("quizzes:regrade.nothing") : t("quizzes:regrade.title", { count: changes.length })}
        actions={
          <>
            <Button onClick={() => setShown(undefined)}>{t(changes.length === 0 ? "common:close" : "common:cancel")}</Button>
            {changes.length > 0 && (
              <Button variant="ink" busy={apply.isPending} onClick={() => apply.mutate()}>
                {t(apply.isPending ? "quizzes:regrade.busy" : "quizzes:regrade.apply")}
              </Button>
            )}
          </>
        }
      >
        <div className="stack">
          <p>{t(changes.length === 0 ? "quizzes:regrade.nothingText" : "quizzes:regrade.text", { count: shown?.checked ?? 0 })}</p>
          {(shown?.unpublished ?? 0) > 0 && <Note kind="warning">{t("quizzes:regrade.unpublished", { count: shown?.unpublished })}</Note>}
          {changes.length > 0 && (
            <Table
              caption={t("quizzes:regrade.caption")}
              columns={[{ label: t("quizzes:regrade.student") }, { label: t("quizzes:regrade.before") }, { label: t("quizzes:regrade.after") }]}
              rows={changes.map((change) => ({
                key: change.attempt_id,
                cells: [
                  <span key="who">
                    <span className="strong">{change.account.name}</span> <span className="muted">{t("quizzes:taking.attempt", { number: change.number })}</span>
                  </span>,
                  <EarnedWords key="before" earned={change.before} />,
                  <EarnedWords key="after" earned={change.after} />,
                ],
              }))}
            />
          )}
          {apply.isError && <Note kind="bad">{problemText(apply.error)}</Note>}
        </div>
      </Dialog>
    </>
  );
}

function EarnedWords({ earned }: { earned: Earned }) {
  const { t, i18n } = useTranslation();
  const points = t("quizzes:review.points", { points: pointsText(earned.points, i18n.language), of: pointsText(earned.max, i18n.language) });
  return (
    <>
      {points}
      {earned.passed != null && `, ${t(earned.passed ? "quizzes:start.passedWith" : "quizzes:start.notPassedWith", { percent: earned.percent })}`}
    </>
  );
}
