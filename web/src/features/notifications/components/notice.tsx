import { IconAlertTriangle, IconArchive, IconCalendarTime, IconCertificate, IconCertificateOff, IconGift, IconReceipt, IconReceiptRefund, IconScale } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Notification } from "@/features/notifications/api/notifications";
import { useFormat } from "@/i18n/use-format";
import { cx } from "@/ui/cx";

import css from "./bell.module.css";

const ICONS = { "certificate-issued": IconCertificate, "certificate-revoked": IconCertificateOff, "course-leaves-soon": IconCalendarTime, "course-left": IconArchive, "course-given": IconGift, "order-paid": IconReceipt, "order-refunded": IconReceiptRefund, "order-disputed": IconAlertTriangle, "dispute-closed": IconScale };

/** One notice, said in the reader's language from its kind and figures. */
export function Notice({ notification, onGo }: { notification: Notification; onGo: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { kind, link, created_at, read_at } = notification;
  const figures = notification.params as Record<string, string>;
  const when = figures["leaves_at"] === undefined ? undefined : format.date(figures["leaves_at"]);
  const amount = format.money(Number(figures["amount_minor"] ?? 0), figures["currency"] ?? "RUB");
  const Icon = ICONS[kind];
  const words = (
    <>
      <Icon size={20} stroke={1.75} aria-hidden="true" />
      <span className={css.words}>
        <span>{t(`notifications:kinds.${kind === "dispute-closed" ? (notification.params["won"] === true ? "dispute-won" : "dispute-lost") : kind}`, { ...figures, when, amount })}</span>
        <span className="xs muted">{format.ago(created_at)}</span>
      </span>
      {read_at == null && <span className={css.new} role="img" aria-label={t("notifications:new")} />}
    </>
  );
  return (
    <li className={css.notice}>
      {link == null ? (
        <div className={css.line}>{words}</div>
      ) : (
        <a
          className={cx(css.line, css.leads)}
          href={link}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onGo();
            void navigate({ to: link });
          }}
        >
          {words}
        </a>
      )}
    </li>
  );
}
