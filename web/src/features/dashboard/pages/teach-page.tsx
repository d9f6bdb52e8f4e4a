import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Teaching } from "@/features/dashboard/components/teaching";
import { useTitle } from "@/lib/use-title";

/** Everything the viewer teaches. */
export function TeachPage() {
  const { t } = useTranslation();
  useTitle(t("dashboard:teaching.title"));
  return (
    <>
      <div className="row row-w between">
        <h1 style={{ fontSize: "var(--t-h2)", lineHeight: "var(--lh-h2)" }}>{t("dashboard:teaching.title")}</h1>
        {/* On wide screens the menu beside leads there. */}
        <Link className="link slim" to="/teach/earnings" search={{}}>
          {t("common:cabinet.earnings")}
        </Link>
      </div>
      <Teaching title={t("dashboard:courses")} />
    </>
  );
}
