import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { PeopleTable } from "@/features/admin/components/people-table";
import { Requests } from "@/features/admin/components/requests";
import { useTitle } from "@/lib/use-title";
import { Empty } from "@/ui/empty";
import { PageHead } from "@/ui/page-head";

import css from "./people-page.module.css";

/** People of the school, for its administrators. */
export function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe().data;
  useTitle(t("admin:title"));
  if (me?.role !== "admin")
    return (
      <Empty level={1} title={t("admin:notYours.title")}>
        {t("admin:notYours.text")}
      </Empty>
    );
  return (
    <div className={`wrap ${css.page}`}>
      <PageHead title={t("admin:title")} lead={t("admin:lead")} />
      <Requests />
      <PeopleTable myId={me.id} />
    </div>
  );
}
