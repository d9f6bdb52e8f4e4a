import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { problemOf } from "@/api/problem";
import { attemptQuery, quizInfoQuery, resultQuery } from "@/features/quizzes/api/quiz";
import { Result } from "@/features/quizzes/components/result";
import { Taking } from "@/features/quizzes/components/taking";
import { useTitle } from "@/lib/use-title";
import { ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { Skeleton, Waiting } from "@/ui/skeleton";

interface AttemptPageProps {
  attemptId: string;
  lessonId: string;
  courseId: string;
  title: string;
  lessonTitle: (id: string) => string | undefined;
  next: string | undefined;
}

/** An attempt: taken while it is open, shown with its result afterwards. */
export function AttemptPage({ attemptId, lessonId, courseId, title, lessonTitle, next }: AttemptPageProps) {
  const { t } = useTranslation();
  const attempt = useQuery(attemptQuery(attemptId));
  const info = useQuery(quizInfoQuery(lessonId));
  const over = attempt.data !== undefined && attempt.data.value.state !== "open";
  const result = useQuery({ ...resultQuery(attemptId), enabled: over });
  useTitle(title);
  const failed = attempt.error ?? result.error;
  if (attempt.data !== undefined && !over) return <Taking key={attemptId} attempt={attempt.data} title={title} attempts={info.data?.settings.attempts ?? null} courseId={courseId} />;
  if (result.data !== undefined) return <Result result={result.data} info={info.data} title={title} lessonTitle={lessonTitle} next={next} />;
  return (
    <div className="wrap" style={{ maxWidth: 820, paddingBlock: 40 }}>
      {failed === null ? (
        <Waiting>
          <div className="stack stack-l">
            <Skeleton height={28} />
            <Skeleton height={64} />
            <Skeleton height={220} radius="var(--r-card)" />
          </div>
        </Waiting>
      ) : problemOf(failed)?.status === 404 ? (
        <Empty
          level={1}
          title={t("quizzes:gone.title")}
          actions={
            <ButtonLink variant="ink" to="/learn/$course/$lesson" params={{ course: courseId, lesson: lessonId }} search={{}}>
              {t("quizzes:gone.go")}
            </ButtonLink>
          }
        >
          {t("quizzes:gone.text")}
        </Empty>
      ) : (
        <Failure error={failed} onRetry={() => void (attempt.error === null ? result.refetch() : attempt.refetch())} />
      )}
    </div>
  );
}
