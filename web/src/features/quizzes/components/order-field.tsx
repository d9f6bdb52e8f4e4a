import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { plainText } from "@/features/quizzes/markdown";
import type { Item } from "@/features/quizzes/model";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";

import css from "./answer.module.css";
import { Rows } from "./rows";
import { Line } from "./words";

interface OrderFieldProps {
  items: Item[];
  /** What was answered; absent: as the items came. */
  order: string[] | undefined;
  disabled?: boolean | undefined;
  onOrder: (order: string[]) => void;
}

/** Items to be put in order: dragged, moved with Alt and arrows, or by the buttons of each row. */
export function OrderField({ items, order, disabled, onOrder }: OrderFieldProps) {
  const { t } = useTranslation();
  const given = (order ?? []).filter((id) => items.some((item) => item.id === id));
  // An answer that was begun elsewhere may lack items: they stand at the end.
  const ids = [...given, ...items.map(({ id }) => id).filter((id) => !given.includes(id))];
  const textOf = (id: string) => items.find((item) => item.id === id)?.text ?? "";
  return (
    <div className="stack">
      <p className="sm muted">{t("quizzes:answer.orderHint")}</p>
      <Rows ids={ids} nameOf={(id) => plainText(textOf(id))} onOrder={onOrder} disabled={disabled} className={css.order} rowClass={cx(css.place, order === undefined && css.untouched)}>
        {(id, index, grip, moveTo) => (
          <>
            {grip}
            <b aria-hidden="true">{index + 1}</b>
            <span className={css.words}>
              <Line text={textOf(id)} />
            </span>
            <span className={css.steps}>
              <IconButton small label={t("quizzes:answer.up", { item: plainText(textOf(id)) })} disabled={index === 0 || disabled === true} onClick={() => moveTo(index - 1)}>
                <IconArrowUp stroke={1.75} aria-hidden="true" />
              </IconButton>
              <IconButton small label={t("quizzes:answer.down", { item: plainText(textOf(id)) })} disabled={index === ids.length - 1 || disabled === true} onClick={() => moveTo(index + 1)}>
                <IconArrowDown stroke={1.75} aria-hidden="true" />
              </IconButton>
            </span>
          </>
        )}
      </Rows>
      {order === undefined && disabled !== true && (
        <div>
          <Button size="s" onClick={() => onOrder(ids)}>
            {t("quizzes:answer.orderAsIs")}
          </Button>
        </div>
      )}
    </div>
  );
}
