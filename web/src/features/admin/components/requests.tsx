import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { TeacherRequest } from "@/features/admin/api/requests";
import { useDecide, useWaitingRequests } from "@/features/admin/api/requests";
import { useFormat } from "@/i18n/use-format";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { SheetHead } from "@/ui/sheet-head";
import { toast } from "@/ui/toast";

import css from "./requests.module.css";

/** Who asks to teach. The sheet is there only while somebody waits. */
export function Requests() {
  const { t } = useTranslation();
  const requests = useWaitingRequests();
  const waiting = requests.data?.pages.flatMap((page) => page.items) ?? [];
  if (requests.isError && waiting.length === 0) return <Failure error={requests.error} onRetry={() => void requests.refetch()} />;
  if (waiting.length === 0) return null;
  return (
    <section className="sheet">
      <SheetHead title={t("admin:requests.title")}>
        <span className="sm muted">{requests.hasNextPage ? `${waiting.length}+` : waiting.length}</span>
      </SheetHead>
      <ul role="list">
        {waiting.map((request) => (
          <Request key={request.id} request={request} />
        ))}
      </ul>
      <More list={requests} inSheet />
    </section>
  );
}

function Request({ request }: { request: TeacherRequest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const decide = useDecide();
  // A promise, not a callback of the mutation: this row is gone by the time the list was read anew.
  const answer = (approve: boolean) =>
    decide.mutateAsync({ id: request.id, approve }).then(
      () => toast(t(approve ? "admin:requests.approved" : "admin:requests.declined", { name: request.account.name })),
      () => undefined, // said on the row
    );
  return (
    <li className={css.request}>
      <Avatar name={request.account.name} />
      <div className={css.words}>
        <p>
          <span className="strong">{request.account.name}</span> <span className="muted sm">{request.account.email}</span>
        </p>
        {request.note != null && request.note !== "" && <p className={css.note}>{request.note}</p>}
        <p className="xs muted">{t("admin:requests.asked", { when: format.ago(request.created_at) })}</p>
        {decide.isError && <Note kind="bad">{problemText(decide.error)}</Note>}
      </div>
      <div className={css.actions}>
        <Button size="s" variant="ink" busy={decide.isPending && decide.variables.approve} onClick={() => void answer(true)} aria-label={t("admin:requests.approveWho", { name: request.account.name })}>
          {t("admin:requests.approve")}
        </Button>
        <Button size="s" busy={decide.isPending && !decide.variables.approve} onClick={() => void answer(false)} aria-label={t("admin:requests.declineWho", { name: request.account.name })}>
          {t("admin:requests.decline")}
        </Button>
      </div>
    </li>
  );
}
