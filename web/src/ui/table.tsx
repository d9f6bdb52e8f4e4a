import type { Key, ReactNode } from "react";

import { cx } from "./cx";
import css from "./table.module.css";

export interface Column {
  label: string;
  /** Digits that stand in a column. */
  number?: boolean;
  /** Nothing to read above it: buttons. On a card they stand in its corner. */
  acts?: boolean;
  /** It speaks for itself: on a card it takes a line of its own, without its label. */
  plain?: boolean;
}

interface TableProps {
  /** What the table lists; read out, not shown. */
  caption: string;
  columns: readonly Column[];
  /** Cells in the order of the columns; the first names the row. Where there is nothing: null, a dash, and no line of a card. */
  rows: readonly { key: Key; cells: readonly ReactNode[] }[];
}

/** Rows for operators: 13 px. Where it is narrow each row is a card, so that nothing lies beyond the edge. */
export function Table({ caption, columns, rows }: TableProps) {
  return (
    <div className={css.box}>
      <table className={css.table}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, number, acts }) => (
              <th key={label} scope="col" className={cx(number === true && css.number)}>
                {acts === true ? <span className="sr">{label}</span> : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {columns.map(({ label, number, acts, plain }, n) =>
                n === 0 ? (
                  <th key={label} scope="row">
                    {cells[n]}
                  </th>
                ) : (
                  <td key={label} className={cx(number === true && css.number, acts === true && css.acts, plain === true && css.plain, cells[n] == null && css.none)} data-label={label}>
                    {cells[n] ?? "–"}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
