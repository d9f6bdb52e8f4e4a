import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFieldErrors, useProblemText } from "@/api/problem";
import type { Review } from "@/features/reviews/api/reviews";
import { useWriteReview } from "@/features/reviews/api/reviews";
import { StarsInput } from "@/features/reviews/components/stars-input";
import { Button } from "@/ui/button";
import { Note } from "@/ui/note";

interface ReviewFormProps {
  course: string;
  review: Review | null;
  onDone: () => void;
  onCancel?: (() => void) | undefined;
}

/** Stars and words of the viewer. Words may be none. */
export function ReviewForm({ course, review, onDone, onCancel }: ReviewFormProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [stars, setStars] = useState(review?.stars);
  const [text, setText] = useState(review?.text ?? "");
  const [missing, setMissing] = useState(false);
  const write = useWriteReview(course);
  const errors = fieldErrors(write.error);
  return (
    <form
      className="sheet pad stack"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(stars === undefined);
        if (stars !== undefined) write.mutateAsync({ stars, text }).then(onDone, () => undefined); // said in the form
      }}
    >
      <h3>{t(review === null ? "reviews:form.title" : "reviews:form.change")}</h3>
      <StarsInput value={stars} onChange={setStars} error={errors["stars"] ?? (missing && stars === undefined ? t("reviews:form.starsMissing") : undefined)} />
      <Textarea label={t("reviews:form.text")} description={t("reviews:form.hint")} autosize minRows={3} maxRows={14} maxLength={5000} value={text} error={errors["text"]} onChange={(event) => setText(event.currentTarget.value)} />
      {write.isError && Object.keys(errors).length === 0 && <Note kind="bad">{problemText(write.error)}</Note>}
      <div className="row row-w row-s">
        <Button type="submit" variant="ink" busy={write.isPending}>
          {write.isPending ? t("reviews:form.sending") : t(review === null ? "reviews:form.send" : "reviews:form.save")}
        </Button>
        {onCancel !== undefined && (
          <Button variant="quiet" onClick={onCancel}>
            {t("common:cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}
