import { useRef, useState } from "react";
import { IconSearch } from "@tabler/icons-react";
import { useHotkeys } from "@mantine/hooks";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import { Bell } from "@/features/notifications/components/bell";
import { ButtonLink } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Mark } from "@/ui/mark";

import { AccountMenu } from "./account-menu";
import css from "./app-shell.module.css";
import { LanguageSwitch } from "./language-switch";
import { ThemeSwitch } from "./theme-switch";

/** Pages that use the whole width have a bar that does too. */
const WIDE = ["/learn/", "/sign-in", "/sign-up"];

export function TopBar() {
  const { t } = useTranslation();
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const signing = path === "/sign-in" || path === "/sign-up";
  return (
    <header className={cx(css.topbar, path.startsWith("/learn/") && css.leaves, "no-print")}>
      <div className={cx(css.bar, WIDE.some((start) => path.startsWith(start)) && css.full)}>
        <Link to="/" className={css.brand}>
          <Mark />
          Lectern
        </Link>
        <nav className={css.nav} aria-label={t("common:nav.label")}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            {t("common:nav.catalogue")}
          </Link>
          {me.data && <Link to="/cabinet">{t("common:nav.learning")}</Link>}
          {me.data && me.data.role !== "student" && <Link to="/teach">{t("common:nav.teaching")}</Link>}
          {me.data?.role === "admin" && <Link to="/admin">{t("common:nav.admin")}</Link>}
        </nav>
        {path !== "/" && <Find />}
        <div className={css.tools}>
          <LanguageSwitch />
          <ThemeSwitch />
          {me.data ? (
            <>
              <Bell />
              <AccountMenu me={me.data} />
            </>
          ) : (
            !signing &&
            !me.isPending && (
              <ButtonLink to="/sign-in" search={{ back: undefined }} variant="ink" size="s">
                {t("common:signIn")}
              </ButtonLink>
            )
          )}
        </div>
      </div>
    </header>
  );
}

/** Search from any page; «/» brings the cursor here. */
function Find() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  useHotkeys([["/", () => input.current?.focus()]]);
  return (
    <form
      role="search"
      className={css.find}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/", search: { q: words.trim() || undefined } });
      }}
    >
      <IconSearch size={16} stroke={1.75} aria-hidden="true" />
      <input ref={input} type="search" aria-label={t("common:find.label")} placeholder={t("common:find.hint")} value={words} onChange={(event) => setWords(event.target.value)} />
      <kbd className={css.kbd} aria-hidden="true">
        /
      </kbd>
    </form>
  );
}
