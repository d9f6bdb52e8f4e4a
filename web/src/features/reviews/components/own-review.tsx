import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { OwnReview as Own } from "@/features/reviews/api/reviews";
import { useDeleteReview, useWriteReview } from "@/features/reviews/api/reviews";
import { ReviewForm } from "@/features/reviews/components/review-form";
import { ReviewItem } from "@/features/reviews/components/review-item";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";
import { toast } from "@/ui/toast";

/** What the viewer wrote, to change or take back; or the way to write; or what is to be done before. */
export function OwnReview({ course, own }: { course: string; own: Own }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [writing, setWriting] = useState(false);
  const remove = useDeleteReview(course);
  const again = useWriteReview(course);
  const { review, refusal } = own;
  if (refusal === "too-early") return <Note>{t("reviews:early", { done: own.done_lessons, count: own.needed_lessons })}</Note>;
  if (refusal !== null) return null;
  if (writing) return <ReviewForm course={course} review={review} onDone={() => setWriting(false)} onCancel={() => setWriting(false)} />;
  if (review === null)
    return (
      <div>
        <Button onClick={() => setWriting(true)}>{t("reviews:write")}</Button>
      </div>
    );
  // A promise, not a callback of the mutation: this part is gone once the list was read anew.
  const takeBack = () =>
    remove.mutateAsync().then(
      () => toast(t("reviews:removed"), { label: t("reviews:undo"), run: () => void again.mutateAsync({ stars: review.stars, text: review.text }).catch((error: unknown) => toast(problemText(error))) }),
      (error: unknown) => toast(problemText(error)),
    );
  return (
    <div className="stack stack-s">
      {review.hidden && <Note kind="warning">{t("reviews:hidden")}</Note>}
      <ReviewItem
        course={course}
        review={review}
        canAnswer={false}
        mine
        actions={
          <>
            <Button size="s" onClick={() => setWriting(true)}>
              {t("reviews:change")}
            </Button>
            <Button size="s" variant="quiet" busy={remove.isPending} onClick={() => void takeBack()}>
              {t("reviews:remove")}
            </Button>
          </>
        }
      />
    </div>
  );
}
