import { useEffect } from "react";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { problemOf, useProblemText } from "@/api/problem";
import { useTitle } from "@/lib/use-title";
import { Button, ButtonLink } from "@/ui/button";
import { Empty } from "@/ui/empty";

/** What a page becomes when it fails: the reason, and a way to try again. The bars around it stay. */
export function ErrorPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const problemText = useProblemText();
  useEffect(() => queries.reset(), [queries]);
  const problem = problemOf(error);
  useTitle(problem?.status === 404 ? t("common:notFound.title") : t("common:failed.title"));
  if (problem?.status === 404) return <NotFoundPage />;
  return (
    <Empty
      level={1}
      title={t("common:failed.title")}
      actions={
        <>
          <Button variant="ink" onClick={() => void router.invalidate()}>
            {t("common:failed.again")}
          </Button>
          <ButtonLink to="/">{t("common:toCatalogue")}</ButtonLink>
        </>
      }
    >
      {problem ? problemText(problem) : t("common:failed.unknown")}
    </Empty>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  useTitle(t("common:notFound.title"));
  return (
    <Empty
      level={1}
      title={t("common:notFound.title")}
      actions={
        <ButtonLink to="/" variant="ink">
          {t("common:toCatalogue")}
        </ButtonLink>
      }
    >
      {t("common:notFound.text")}
    </Empty>
  );
}
