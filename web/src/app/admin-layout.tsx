import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import css from "./admin-layout.module.css";

/** Pages of administrators, with the way between them. */
export function AdminLayout() {
  const { t } = useTranslation();
  return (
    <>
      <nav className={`wrap ${css.nav}`} aria-label={t("common:admin.label")}>
        <Link to="/admin" activeOptions={{ exact: true }}>
          {t("common:admin.people")}
        </Link>
        <Link to="/admin/reviews">{t("common:admin.reviews")}</Link>
        <Link to="/admin/school">{t("common:admin.school")}</Link>
      </nav>
      <Outlet />
    </>
  );
}
