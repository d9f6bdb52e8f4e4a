import { Menu } from "@mantine/core";
import { IconLayoutDashboard, IconLogout, IconPresentation, IconReceipt, IconSettings, IconUsers } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Me } from "@/api/me";
import { signOut } from "@/api/session";
import { Avatar } from "@/ui/avatar";

import css from "./app-shell.module.css";

export function AccountMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={css.me} aria-label={t("common:account.open", { name: me.name })}>
          <Avatar name={me.name} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.who}>
          <p className="strong cut">{me.name}</p>
          <p className="sm muted cut">{me.email}</p>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/cabinet" leftSection={<IconLayoutDashboard {...icon} />}>
          {t("common:nav.learning")}
        </Menu.Item>
        {me.role !== "student" && (
          <Menu.Item component={Link} to="/teach" leftSection={<IconPresentation {...icon} />}>
            {t("common:nav.teaching")}
          </Menu.Item>
        )}
        {me.role === "admin" && (
          <Menu.Item component={Link} to="/admin" leftSection={<IconUsers {...icon} />}>
            {t("common:nav.admin")}
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/orders" leftSection={<IconReceipt {...icon} />}>
          {t("common:account.orders")}
        </Menu.Item>
        <Menu.Item component={Link} to="/settings" leftSection={<IconSettings {...icon} />}>
          {t("common:account.settings")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout {...icon} />}
          onClick={() => {
            // First away from pages that belong to this person.
            void navigate({ to: "/" }).then(signOut);
          }}
        >
          {t("common:account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
