import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { PaymentEvent } from "@/features/payments/api/admin";
import { useRetryEvent } from "@/features/payments/api/admin";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";
import { Tag } from "@/ui/tag";

import css from "./admin.module.css";

const KINDS = { received: "now", applied: "positive", repeat: "plain", early: "warning", mismatch: "bad", unmatched: "bad", ignored: "plain" } as const;

/** What providers said, newest first, to the letter; what did not fit can be tried again. */
export function EventList({ events, withOrder }: { events: readonly PaymentEvent[]; withOrder?: boolean }) {
  return (
    <ul role="list" className={css.events}>
      {events.map((event) => (
        <li key={event.id}>
          <Event event={event} withOrder={withOrder === true} />
        </li>
      ))}
    </ul>
  );
}

function Event({ event, withOrder }: { event: PaymentEvent; withOrder: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const retry = useRetryEvent();
  const stuck = event.state === "unmatched" || event.state === "mismatch" || event.state === "received";
  const provider = t(`payments:provider.${event.provider}.who`, { defaultValue: event.provider });
  return (
    <>
      <div className={css.event}>
        <span className="row row-w row-s">
          <span className="strong">{t(`payments:event.kind.${event.kind}`, { defaultValue: event.kind })}</span>
          <Tag kind={KINDS[event.state]}>{t(`payments:event.state.${event.state}`)}</Tag>
        </span>
        <span className="sm muted">
          {provider} · {t(`payments:event.source.${event.source}`, { defaultValue: event.source })} · {format.moment(event.received_at)}
        </span>
      </div>
      {event.problem !== null && <p className="sm">{t(`payments:event.problem.${event.problem}`, { defaultValue: event.problem })}</p>}
      <p className={`muted ${css.code}`}>{event.provider_event_id}</p>
      {withOrder && event.order_id !== null && (
        <p className="sm">
          <Link className="link" to="/admin/orders/$order" params={{ order: event.order_id }}>
            {t("payments:event.order")}
          </Link>
        </p>
      )}
      <details>
        <summary>{t("payments:event.raw")}</summary>
        {/* Long texts scroll inside; the keyboard gets there too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className={css.raw} tabIndex={0} lang="en">
          {JSON.stringify(event.raw, null, 2)}
        </pre>
      </details>
      {stuck && (
        <div>
          <Button size="s" busy={retry.isPending} onClick={() => retry.mutate(event.id)} aria-label={t("payments:event.retryWhich", { id: event.provider_event_id })}>
            {t(retry.isPending ? "payments:event.retrying" : "payments:event.retry")}
          </Button>
        </div>
      )}
      {retry.isError && <Note kind="bad">{problemText(retry.error)}</Note>}
    </>
  );
}
