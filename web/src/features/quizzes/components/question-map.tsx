import { useTranslation } from "react-i18next";

import { cx } from "@/ui/cx";

import css from "./taking.module.css";

export interface MapCell {
  state: "ahead" | "done" | "wrong" | "part" | "waits";
  later?: boolean;
  now?: boolean;
}

/** A test as a tape of its questions; each piece leads to its question. */
export function QuestionMap({ cells, label, onGo }: { cells: readonly MapCell[]; label: string; onGo: (index: number) => void }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={label} style={{ display: "contents" }}>
      <ol className={css.map}>
        {cells.map((cell, n) => {
          const words = [t("quizzes:map.question", { number: n + 1 }), t(`quizzes:map.${cell.state}`), cell.later === true && t("quizzes:map.later")].filter(Boolean).join(", ");
          return (
            <li key={n}>
              <button
                type="button"
                className={cx(css.cell, cell.state === "done" && css.done, cell.state === "wrong" && css.wrong, cell.state === "part" && css.part, cell.state === "waits" && css.waits, cell.later && css.later, cell.now && css.now)}
                aria-label={words}
                title={words}
                aria-current={cell.now === true ? "step" : undefined}
                onClick={() => onGo(n)}
              >
                {n + 1}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
