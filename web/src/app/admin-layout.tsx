import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { useTitle } from "@/lib/use-title";
import { Empty } from "@/ui/empty";

import css from "./admin-layout.module.css";

/** Pages of administrators, with the way between them. Others learn whose pages these are, and nothing is asked for. */
export function AdminLayout() {
  const { t } = useTranslation();
  if (useMe().data?.role !== "admin") return <NotYours />;
  return (
    <>
      <nav className={`wrap ${css.nav}`} aria-label={t("common:admin.label")}>
        <Link to="/admin" activeOptions={{ exact: true }}>
          {t("common:admin.people")}
        </Link>
        <Link to="/admin/reviews">{t("common:admin.reviews")}</Link>
        <Link to="/admin/orders" search={{}}>
          {t("common:admin.orders")}
        </Link>
        <Link to="/admin/money">{t("common:admin.money")}</Link>
        <Link to="/admin/coupons">{t("common:admin.coupons")}</Link>
        <Link to="/admin/school">{t("common:admin.school")}</Link>
      </nav>
      <Outlet />
    </>
  );
}

function NotYours() {
  const { t } = useTranslation();
  const title = t("common:admin.notYours");
  useTitle(title);
  return (
    <Empty level={1} title={title}>
      {t("common:admin.notYoursText")}
    </Empty>
  );
}
