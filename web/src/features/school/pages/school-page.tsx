import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { schoolQuery } from "@/features/school/api/school";
import { GeneralForm } from "@/features/school/components/general-form";
import { PaperForm } from "@/features/school/components/paper-form";
import css from "@/features/school/components/school.module.css";
import { useTitle } from "@/lib/use-title";
import { Failure } from "@/ui/failure";
import { PageHead } from "@/ui/page-head";
import { Skeleton, Waiting } from "@/ui/skeleton";

/** The school itself, for its administrators. */
export function SchoolPage() {
  const { t } = useTranslation();
  const school = useQuery(schoolQuery);
  useTitle(t("school:title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("school:title")} lead={t("school:lead")} />
      {school.isPending ? (
        <Waiting label={t("common:loading")} slow={t("common:slow")}>
          <Skeleton height={300} radius="var(--r-sheet)" />
        </Waiting>
      ) : school.isError ? (
        <Failure error={school.error} onRetry={() => void school.refetch()} />
      ) : (
        <>
          <section className={`sheet pad-l ${css.form}`}>
            <h2>{t("school:general.title")}</h2>
            <GeneralForm school={school.data} />
          </section>
          <section className={`sheet pad-l ${css.form}`}>
            <div className="stack stack-s">
              <h2>{t("school:paper.title")}</h2>
              <p className="t2">{t("school:paper.lead")}</p>
            </div>
            <PaperForm school={school.data} />
          </section>
        </>
      )}
    </div>
  );
}
