
import { Skeleton, Waiting } from "@/ui/skeleton";

import css from "./course-card.module.css";

/** Six cards that are on their way. */
export function CardsWaiting() {
  return (
    <Waiting>
      <div className={css.cards}>
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className={css.card}>
            <Skeleton height="auto" radius="var(--r-card)" ratio="16/9" />
            <div className={css.body}>
              <Skeleton height={18} width="78%" />
              <Skeleton height={13} width="52%" />
              <Skeleton height={13} width="34%" />
            </div>
          </div>
        ))}
      </div>
    </Waiting>
  );
}
