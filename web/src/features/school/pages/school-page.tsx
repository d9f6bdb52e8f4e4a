import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { schoolQuery } from "@/features/school/api/school";
import { GeneralForm } from "@/features/school/components/general-form";
import { PaperForm } from "@/features/school/components/paper-form";
import css from "@/features/school/components/school.module.css";
import { useTitle } from "@/lib/use-title";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Blocks } from "@/ui/skeleton";

/** The school itself, for its administrators. */
export function SchoolPage() {
  const { t } = useTranslation();
  const school = useQuery(schoolQuery);
  useTitle(t("school:title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("school:title")} lead={t("school:lead")} />
      <Loaded query={school} waiting={<Blocks heights={[300, 420]} />}>
        {(shown) => (
          <>
            <section className={`sheet pad-l ${css.form}`}>
              <h2>{t("school:general.title")}</h2>
              <GeneralForm school={shown} />
            </section>
            <section className={`sheet pad-l ${css.form}`}>
              <div className="stack stack-s">
                <h2>{t("school:paper.title")}</h2>
                <p className="t2">{t("school:paper.lead")}</p>
              </div>
              <PaperForm school={shown} />
            </section>
          </>
        )}
      </Loaded>
    </div>
  );
}
