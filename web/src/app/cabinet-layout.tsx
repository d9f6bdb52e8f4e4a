import { IconCoins, IconLayoutDashboard, IconPresentation, IconReceipt, IconSettings } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";

import css from "./cabinet-layout.module.css";

/** The person's own pages, with their menu on wide screens; on phones the tab bar is the menu. */
export function CabinetLayout() {
  const { t } = useTranslation();
  const me = useMe().data;
  const icon = { size: 20, stroke: 1.75, "aria-hidden": true } as const;
  return (
    <div className={`wrap ${css.layout}`}>
      <nav className={`${css.nav} broad`} aria-label={t("common:cabinet.label")}>
        <Link to="/cabinet">
          <IconLayoutDashboard {...icon} />
          {t("common:cabinet.overview")}
        </Link>
        {me != null && me.role !== "student" && (
          <>
            <Link to="/teach" activeOptions={{ exact: true }}>
              <IconPresentation {...icon} />
              {t("common:nav.teaching")}
            </Link>
            <Link to="/teach/earnings" search={{}}>
              <IconCoins {...icon} />
              {t("common:cabinet.earnings")}
            </Link>
          </>
        )}
        <Link to="/orders">
          <IconReceipt {...icon} />
          {t("common:account.orders")}
        </Link>
        <Link to="/settings">
          <IconSettings {...icon} />
          {t("common:account.settings")}
        </Link>
      </nav>
      <div className={css.content}>
        <Outlet />
      </div>
    </div>
  );
}
