import { lazy, Suspense, useEffect, useRef } from "react";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";

import { AccountWatch } from "./account-watch";

import css from "./app-shell.module.css";
import { useLanguageWatch, useSessionWatch } from "./session-watch";
import { TabBar } from "./tab-bar";
import { TopBar } from "./top-bar";

/** Only who teaches loads what sends files. */
const UploadDock = lazy(async () => ({ default: (await import("@/features/uploads/components/upload-dock")).UploadDock }));

/** Bars around every page. After a move to another page focus goes to its content, so a screen reader starts there. */
export function AppShell() {
  const { t } = useTranslation();
  useSessionWatch();
  useLanguageWatch();
  const me = useMe();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const away = useRouterState({ select: (state) => state.location.pathname.startsWith("/pay/") });
  const first = useRef(true);
  useEffect(() => {
    if (path === undefined) return;
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [path]);
  // The test bank is a page of somebody else: the school's bars do not stand around it.
  if (away)
    return (
      <main id="main" ref={main} tabIndex={-1} className={css.main}>
        <Outlet />
      </main>
    );
  return (
    <>
      <a className={css.skip} href="#main">
        {t("common:skip")}
      </a>
      <TopBar />
      {me.data != null && <AccountWatch />}
      <main id="main" ref={main} tabIndex={-1} className={css.main}>
        <Outlet />
      </main>
      {/* Uploads go on whatever page is open; the editor has a place of its own for them. */}
      {me.data != null && me.data.role !== "student" && (
        <Suspense>
          <UploadDock corner={path?.startsWith("/teach/courses/") !== true} />
        </Suspense>
      )}
      <TabBar />
    </>
  );
}
