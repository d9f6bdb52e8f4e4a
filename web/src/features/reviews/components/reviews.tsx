import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { useOwnReview, useReviews } from "@/features/reviews/api/reviews";
import { Histogram } from "@/features/reviews/components/histogram";
import { OwnReview } from "@/features/reviews/components/own-review";
import { Report } from "@/features/reviews/components/report";
import { ReviewItem } from "@/features/reviews/components/review-item";
import { useFormat } from "@/i18n/use-format";
import { Failure } from "@/ui/failure";
import { More } from "@/ui/more";

import css from "./reviews.module.css";

interface ReviewsProps {
  course: string;
  /** The average that is shown; null without reviews. */
  rating: number | null;
  /** Reviews of one star to five. */
  counts: number[];
}

/** What learners say: the average and how it comes about, the viewer's own words, then everyone's. */
export function Reviews({ course, rating, counts }: ReviewsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe().data;
  const [stars, setStars] = useState<number>();
  const reviews = useReviews(course, stars);
  const own = useOwnReview(course).data;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mine = own?.review?.id;
  const shown = reviews.data?.pages.flatMap((page) => page.items).filter((review) => review.id !== mine) ?? [];
  if (total === 0 && (own === undefined || (own.review === null && own.refusal !== null && own.refusal !== "too-early"))) return null;
  return (
    <section className="stack" aria-labelledby="reviews">
      <h2 id="reviews">{t("reviews:title")}</h2>
      {rating === null ? (
        <p className="muted">{t("reviews:none")}</p>
      ) : (
        <div className={css.summary}>
          <div className={css.average}>
            <span className={css.score}>{format.number(Math.round(rating * 10) / 10)}</span>
            <p className="muted sm">{t("reviews:from", { count: total, shown: format.number(total) })}</p>
          </div>
          <Histogram counts={counts} chosen={stars} onChoose={setStars} />
        </div>
      )}
      {own !== undefined && <OwnReview course={course} own={own} />}
      {reviews.data === undefined && reviews.isError && <Failure error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {shown.length > 0 && (
        <ul role="list" className={css.list}>
          {shown.map((review) => (
            <li key={review.id}>
              <ReviewItem course={course} review={review} canAnswer={own?.can_answer === true} actions={me != null && own?.can_answer !== true ? <Report review={review.id} author={review.author.name} /> : undefined} />
            </li>
          ))}
        </ul>
      )}
      <More list={reviews} />
    </section>
  );
}
