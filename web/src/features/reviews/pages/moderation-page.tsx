import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { ModeratedReview, ReviewState } from "@/features/reviews/api/moderation";
import { useModerate, useModerated } from "@/features/reviews/api/moderation";
import { ReviewItem } from "@/features/reviews/components/review-item";
import { useFormat } from "@/i18n/use-format";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { Note } from "@/ui/note";
import { PageHead } from "@/ui/page-head";
import { Blocks } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { toast } from "@/ui/toast";

import css from "./moderation-page.module.css";

/** Reviews that people complained of, for the school's admins. */
export function ModerationPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<ReviewState>("reported");
  useTitle(t("reviews:moderation.title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("reviews:moderation.title")} lead={t("reviews:moderation.lead")} />
      <Tabs
        label={t("reviews:moderation.title")}
        value={state}
        tabs={[
          { value: "reported", label: t("reviews:moderation.reported") },
          { value: "hidden", label: t("reviews:moderation.hidden") },
        ]}
        onChange={setState}
      >
        <Listed key={state} state={state} />
      </Tabs>
    </div>
  );
}

function Listed({ state }: { state: ReviewState }) {
  const { t } = useTranslation();
  const reviews = useModerated(state);
  const shown = reviews.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Loaded query={reviews} waiting={<Blocks heights={[180, 180]} />}>
      {() =>
        shown.length === 0 ? (
          <Empty title={t(`reviews:moderation.none.${state}`)}>{t("reviews:moderation.noneText")}</Empty>
        ) : (
          <div className={css.list}>
            <ul role="list" className={css.list}>
              {shown.map((row) => (
                <li key={row.review.id}>
                  <Judged row={row} />
                </li>
              ))}
            </ul>
            <More list={reviews} />
          </div>
        )
      }
    </Loaded>
  );
}

function Judged({ row }: { row: ModeratedReview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const { review, course, reports } = row;
  const moderate = useModerate(review.id);
  // A promise, not a callback of the mutation: this row is gone by the time the list was read anew.
  const decide = (decision: "hide" | "keep") =>
    moderate.mutateAsync(decision).then(
      () => toast(t(`reviews:moderation.done.${decision}`)),
      () => undefined, // said on the row
    );
  return (
    <section className={css.row} aria-label={t("reviews:moderation.of", { name: review.author.name, course: course.title })}>
      <p className="sm">
        <Link to="/courses/$course" params={{ course: course.id }} className="link">
          {course.title}
        </Link>
      </p>
      <ReviewItem
        course={course.id}
        review={review}
        canAnswer={false}
        actions={
          <>
            {!review.hidden && (
              <Button size="s" variant="danger" busy={moderate.isPending && moderate.variables === "hide"} onClick={() => void decide("hide")}>
                {t("reviews:moderation.hide")}
              </Button>
            )}
            <Button size="s" busy={moderate.isPending && moderate.variables === "keep"} onClick={() => void decide("keep")}>
              {t(review.hidden ? "reviews:moderation.show" : "reviews:moderation.keep")}
            </Button>
          </>
        }
      />
      {reports.length > 0 && (
        <ul role="list" className={css.reports}>
          {reports.map((report) => (
            <li key={report.by.id} className="sm">
              <span className="strong">{t(`reviews:reason.${report.reason}`)}</span> <span className="muted">{t("reviews:moderation.by", { name: report.by.name, when: format.ago(report.at) })}</span>
              {report.note !== "" && <p className={css.note}>{report.note}</p>}
            </li>
          ))}
        </ul>
      )}
      {moderate.isError && <Note kind="bad">{problemText(moderate.error)}</Note>}
    </section>
  );
}
