import { useTranslation } from "react-i18next";

import type { Transfer } from "@/features/payments/api/admin";
import { useFormat } from "@/i18n/use-format";
import { Table } from "@/ui/table";

import css from "./admin.module.css";

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
      head={
        <>
          <th scope="col">{t("payments:ledger.what")}</th>
          <th scope="col">{t("payments:ledger.where")}</th>
          <th scope="col" data-number>
            {t("payments:admin.column.amount")}
          </th>
          <th scope="col">{t("payments:admin.column.date")}</th>
        </>
      }
    >
      {transfers.flatMap((transfer, at) =>
        transfer.entries.map((entry, place) => (
          <tr key={`${at} ${place}`}>
            <td>{place === 0 && <span className="strong">{t(`payments:ledger.kind.${transfer.kind}`, { defaultValue: transfer.kind })}</span>}</td>
            <td>{nameOf(entry.account)}</td>
            <td data-number>{format.money(entry.minor, transfer.currency, true)}</td>
            <td className="nowrap muted">{place === 0 && format.moment(transfer.created_at)}</td>
          </tr>
        )),
      )}
      {[...sums].map(([currency, sum]) => (
        <tr key={currency} className={css.sum}>
          <td colSpan={2}>{t("payments:ledger.sum")}</td>
          <td data-number>{format.money(sum, currency, true)}</td>
          <td />
        </tr>
      ))}
    </Table>
  );
}
