import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Review } from "@/features/reviews/api/reviews";
import { Answer } from "@/features/reviews/components/answer";
import { useFormat } from "@/i18n/use-format";
import { Avatar } from "@/ui/avatar";
import { Rating } from "@/ui/rating";

import css from "./reviews.module.css";

interface ReviewItemProps {
  course: string;
  review: Review;
  canAnswer: boolean;
  mine?: boolean;
  /** Buttons below. */
  actions?: ReactNode;
}

/** Who, how many stars, the words, and what the teacher says to them. */
export function ReviewItem({ course, review, canAnswer, mine, actions }: ReviewItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const changed = review.updated_at !== review.created_at;
  return (
    <article className={`sheet pad ${css.review}`}>
      <header className={css.head}>
        <Avatar name={review.author.name} />
        <div className="grow">
          <p className="strong">{mine === true ? t("reviews:yours") : review.author.name}</p>
          <p className="xs muted">{changed ? t("reviews:changedOn", { date: format.date(review.updated_at) }) : format.date(review.created_at)}</p>
        </div>
        <Rating value={review.stars} />
      </header>
      {review.text !== "" && <p className={css.text}>{review.text}</p>}
      <Answer course={course} review={review} canAnswer={canAnswer} />
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </article>
  );
}
