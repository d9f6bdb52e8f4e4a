import { useTranslation } from "react-i18next";

import type { Transfer } from "@/features/payments/api/admin";
import { useFormat } from "@/i18n/use-format";
import { Table } from "@/ui/table";

/** An account of the books in words: `teacher:<account>` is a teacher, `provider:<name>` what that provider holds. */
export function useAccountName(): (account: string) => string {
  const { t } = useTranslation();
  return (account) => {
    const [kind = "", name = ""] = account.split(":");
    return t(`payments:ledger.account.${kind}`, { provider: t(`payments:provider.${name}.who`, { defaultValue: name }), defaultValue: account });
  };
}

/** The books of one order: each transfer's entries, which come to nothing together. */
export function Ledger({ transfers }: { transfers: readonly Transfer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAccountName();
  const sums = new Map<string, number>();
  for (const { currency, entries } of transfers) for (const { minor } of entries) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return (
    <Table
      caption={t("payments:ledger.title")}
      columns={[{ label: t("payments:ledger.what") }, { label: t("payments:ledger.where") }, { label: t("payments:admin.column.amount"), number: true }, { label: t("payments:admin.column.date") }]}
      rows={[
        ...transfers.flatMap((transfer, at) =>
          transfer.entries.map((entry, place) => ({
            key: `${at} ${place}`,
            cells: [
              <span key="kind" className={place === 0 ? "strong" : "muted"}>
                {t(`payments:ledger.kind.${transfer.kind}`, { defaultValue: transfer.kind })}
              </span>,
              nameOf(entry.account),
              format.money(entry.minor, transfer.currency, true),
              <span key="at" className="nowrap muted">
                {format.moment(transfer.created_at)}
              </span>,
            ],
          })),
        ),
        ...[...sums].map(([currency, sum]) => ({
          key: currency,
          cells: [
            <span key="sum" className="strong">
              {t("payments:ledger.sum")}
            </span>,
            null,
            <span key="minor" className="strong">
              {format.money(sum, currency, true)}
            </span>,
            null,
          ],
        })),
      ]}
    />
  );
}
