import { IconLayoutGrid, IconPlayerPlay, IconPresentation, IconUser, IconUsers } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";

import css from "./app-shell.module.css";

/** Where the thumb is: the sections on phones. Pages with a bar of their own there (a lesson, a course) go without it. */
export function TabBar() {
  const { t } = useTranslation();
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (path.startsWith("/learn/") || path.startsWith("/courses/")) return null;
  const icon = { size: 20, stroke: 1.75, "aria-hidden": true } as const;
  return (
    <nav className={css.tabbar} aria-label={t("common:nav.label")}>
      <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
        <IconLayoutGrid {...icon} />
        {t("common:nav.catalogue")}
      </Link>
      <Link to="/cabinet">
        <IconPlayerPlay {...icon} />
        {t("common:tabs.learning")}
      </Link>
      {me.data && me.data.role !== "student" && (
        <Link to="/teach">
          <IconPresentation {...icon} />
          {t("common:nav.teaching")}
        </Link>
      )}
      {me.data?.role === "admin" && (
        <Link to="/admin">
          <IconUsers {...icon} />
          {t("common:nav.admin")}
        </Link>
      )}
      <Link to="/settings">
        <IconUser {...icon} />
        {t("common:tabs.profile")}
      </Link>
    </nav>
  );
}
