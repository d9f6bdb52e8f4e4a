import { useTranslation } from "react-i18next";

import { PeopleTable } from "@/features/admin/components/people-table";
import { Requests } from "@/features/admin/components/requests";
import { useTitle } from "@/lib/use-title";
import { PageHead } from "@/ui/page-head";

import css from "./people-page.module.css";

/** People of the school, for its administrators. */
export function PeoplePage() {
  const { t } = useTranslation();
  useTitle(t("admin:title"));
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("admin:title")} lead={t("admin:lead")} />
      <Requests />
      <PeopleTable />
    </div>
  );
}
