import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";

import { Button } from "./button";
import { cx } from "./cx";
import css from "./more.module.css";
import { Note } from "./note";

interface MoreProps {
  /** A list read page by page: an infinite query. */
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
  /** The list stands in a sheet: a line divides it from the button. */
  inSheet?: boolean;
}

/** The way to the next page of a list, while there is one. When it did not come, the same button asks again. */
export function More({ list, inSheet }: MoreProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (!list.hasNextPage) return null;
  const busy = list.isFetchingNextPage;
  const failed = list.isFetchNextPageError && !busy;
  return (
    <div className={cx(css.more, inSheet === true && css.inSheet)}>
      {failed && <Note kind="bad">{problemText(list.error)}</Note>}
      <Button size={inSheet === true ? "s" : "m"} busy={busy} onClick={() => void list.fetchNextPage()}>
        {t(busy ? "common:loading" : failed ? "common:again" : "common:more")}
      </Button>
    </div>
  );
}
